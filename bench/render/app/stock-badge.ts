import { IN_STOCK } from '../catalogue.ts';

/** `<stock-badge text="…">`: a web component that shows its text in an open shadow root. */
class StockBadge extends HTMLElement {
  connectedCallback(): void {
    const root = this.attachShadow({ mode: 'open' });
    root.innerHTML = '<style>b { font-weight: 600; color: darkgreen }</style><b></b>';
    const shown = root.querySelector('b');
    if (shown) shown.textContent = IN_STOCK + this.getAttribute('text');
  }
}

customElements.define('stock-badge', StockBadge);
