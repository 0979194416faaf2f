/** Small drawings beside words; never alone, so they are hidden from screen readers. */
const PATHS = {
  close: "M5 5l14 14M19 5L5 19",
  alert: "M12 3.5L22 20.5H2zM12 10v5M12 17.4v.6",
  info: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v6M12 7.2v.6",
  likely: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.5 2",
  unknown:
    "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M9.3 9.4c.2-3.2 5.6-3.2 5.5.1c0 2-2.8 2-2.8 4M12 16.8v.6",
  person: "M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.5 20.5c0-7 15-7 15 0z",
  external: "M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9",
  down: "M12 4v15M6 13l6 6l6-6",
  restart: "M4.5 5v5h5M5 14a7.5 7.5 0 1 0 1.6-7.3L4.5 9.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
