import type { sizeOfData } from './data-images.ts';
import type { Playing } from './playing.ts';
import type { Wrapping } from './wrapping.ts';

/** What is handed to whatever watches and pretends: how to make something answer otherwise, and what pretending needs beside. */
export interface Properties extends Wrapping {
  sizeOf: typeof sizeOfData;
  Play: typeof Playing;
}
