/** No framework: elements of its own, of which one is defined by a chunk that comes when the first is there. */
class RopeList extends HTMLElement {
  async connectedCallback(): Promise<void> {
    const { text } = await (await fetch('/right/data?ms=80')).json();
    const heading = Object.assign(document.createElement('h1'), { textContent: 'Ropes' });
    const paragraph = Object.assign(document.createElement('p'), { textContent: text });
    this.replaceChildren(heading, paragraph, document.createElement('rope-reviews'));
    await import('./elements-reviews.ts');
  }
}

customElements.define('rope-list', RopeList);
document.getElementById('root')?.append(document.createElement('rope-list'));
