/** @jsxImportSource react */
import { wantedText } from './words.ts';

export function Reviews() {
  return <blockquote>{wantedText()}</blockquote>;
}
