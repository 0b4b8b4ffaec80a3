/** What a browser shows once the chunk is there. */
export const wantedText = () => ['the', 'wanted', 'text'].join(' ');
