/**
 * The languages a visitor would have best: those of the highest weight. Who takes several is not sent to the second of them,
 * since the link's own url is most likely in the first.
 * Spec: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 *
 * @param header Accept-Language
 * @returns tags in lower case
 */
export function preferred(header: string): string[] {
  const weighed = header.split(',').map(weigh);
  const most = Math.max(...weighed.map(({ weight }) => weight));
  return most > 0 ? weighed.filter(({ weight }) => weight === most).map(({ tag }) => tag) : [];
}

function weigh(item: string): { tag: string; weight: number } {
  const [, tag = '', q = '1'] =
    /^\s*([a-z]{1,8}(?:-[a-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([\d.]+)\s*)?$/i.exec(item) ?? [];
  const weight = Number(q);
  return { tag: tag.toLowerCase(), weight: tag === '' || !(weight <= 1) ? 0 : weight };
}

/** Whether one of the tags is of a language: `de` is all its kinds. https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1 */
export const isOf = (language: string, tags: string[]): boolean =>
  tags.some(tag => `${tag}-`.startsWith(`${language.toLowerCase()}-`));
