import type { Aim } from './aims.ts';

/** What a part of the bench has to say. */
export interface Part {
  text: string;
  aims: readonly Aim[];
}
