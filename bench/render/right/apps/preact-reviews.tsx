import { wantedText } from './words.ts';

export const Reviews = () => <blockquote>{wantedText()}</blockquote>;
