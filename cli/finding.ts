/** `made`: it was missing, and is there now. `unknown`: it could not be looked at. A `problem` would end the deploy. */
export interface Finding {
  kind: 'right' | 'made' | 'unknown' | 'problem';
  text: string;
}

export const right = (text: string): Finding => ({ kind: 'right', text });
export const made = (text: string): Finding => ({ kind: 'made', text });
export const unknown = (text: string): Finding => ({ kind: 'unknown', text });
export const problem = (text: string): Finding => ({ kind: 'problem', text });
