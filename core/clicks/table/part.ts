/** A part of a log file that is added to items, as whoever claimed the file. */
export interface Part {
  /** The file's id; a file that is read in several passes has one part for each. */
  file: string;
  pass: number;
  claim: number;
}

/** What an item notes of a part that is in it. */
export const noteOf = ({ file, pass }: Part): string => (pass === 0 ? file : `${file}.${pass}`);

/** The file that a note in an item is of. */
export const fileOf = (note: string): string => note.replace(/\..*$/, '');
