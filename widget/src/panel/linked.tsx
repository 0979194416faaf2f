import { Icon } from "./icons";
import type { Texts } from "../texts";
import { tokenize } from "../reading/tokens";

/** A text in which telephone numbers and addresses can be followed. */
export function Linked({ text, texts }: { readonly text: string; readonly texts: Texts }) {
  return (
    <>
      {tokenize(text).map(({ text: piece, href, together }) => {
        if (together) return <span class="together">{piece}</span>;
        if (href === null) return piece;
        if (!href.startsWith("https:")) return <a href={href}>{piece}</a>;
        return (
          <Outward href={href} texts={texts}>
            {piece}
          </Outward>
        );
      })}
    </>
  );
}

interface OutwardProps {
  readonly href: string;
  readonly texts: Texts;
  readonly children: string;
}

/** A link that leaves the page in a new tab, and says so. */
export function Outward({ href, texts, children }: OutwardProps) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
      <Icon name="external" />
      <span class="hidden"> {texts.newTab}</span>
    </a>
  );
}
