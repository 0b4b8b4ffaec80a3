// The parser turndown brings along. Its own declaration names the package it is a fork of.
declare module '@mixmark-io/domino' {
  export function createDocument(html: string): Document;
}
