/** What is pasted without a scheme is taken for an https address, as browsers take it. */
export const withScheme = (text: string) =>
  /^[a-z][a-z\d+.-]*:/i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
