export const DEVICES = ['mobile', 'tablet', 'desktop'] as const;
export const SYSTEMS = ['ios', 'android', 'windows', 'macos', 'linux', 'chromeos'] as const;
export const BROWSERS = ['chrome', 'safari', 'firefox', 'edge', 'samsung', 'opera'] as const;

/** A way out for some visitors: it is taken by whom every condition holds for that is there. */
export interface Rule {
  url: string;
  device?: (typeof DEVICES)[number][] | undefined;
  os?: (typeof SYSTEMS)[number][] | undefined;
  browser?: (typeof BROWSERS)[number][] | undefined;
  /** Language tags such as `de` or `pt-BR`; `de` stands for all its kinds. */
  language?: string[] | undefined;
  /** ISO 3166-1 codes of two letters. */
  country?: string[] | undefined;
  /** ISO 8601 in UTC, to the second: from then on, and until then. */
  from?: string | undefined;
  until?: string | undefined;
  /** Percent, 1 to 99, of the visitors whom the other conditions hold for. The same visitor always gets the same. */
  weight?: number | undefined;
}
