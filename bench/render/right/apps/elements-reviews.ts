import { wantedText } from './words.ts';

class RopeReviews extends HTMLElement {
  connectedCallback(): void {
    this.textContent = wantedText();
  }
}

customElements.define('rope-reviews', RopeReviews);
