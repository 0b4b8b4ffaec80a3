const sheet = document.head.appendChild(document.createElement('style')).sheet;
const names = new Map<string, string>();

/** CSS in JS as styled-components does it in production: a class for the declarations, written by `insertRule` alone. */
export function css(declarations: string): string {
  const known = names.get(declarations);
  if (known) return known;
  const name = `s${names.size}`;
  names.set(declarations, name);
  sheet?.insertRule(`.${name} { ${declarations} }`, sheet.cssRules.length);
  return name;
}
