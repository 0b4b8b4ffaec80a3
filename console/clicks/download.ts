/** Gives a text to the browser as a file. */
export function saveAs(name: string, text: string, type = 'text/csv'): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  // Not before the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
