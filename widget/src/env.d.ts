/** What the build puts in: the short hash of panel.js, so that both files always belong together. */
declare const __PANEL_VERSION__: string;

declare module "*.css?inline" {
  const text: string;
  export default text;
}
