import type { z } from 'zod';
import type { Schemas, SignpostClient } from '../../client/client.ts';

export type Scope = Schemas['Key']['scopes'][number];

/** What a client may tell its user of a tool before it is called: https://modelcontextprotocol.io/specification/2025-11-25/schema#toolannotations */
export interface Hints {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** What a tool answers: sentences and lines for the model, and the same for a program. */
export interface Answer<Data = Record<string, unknown>> {
  text: string;
  data: Data;
}

/** One thing that an assistant can do, by the public API alone. */
export interface Tool {
  name: string;
  title: string;
  /** For a model: when to take it, and what to know before. */
  description: string;
  input: z.ZodObject;
  output: z.ZodObject;
  hints: Hints;
  /** The scopes without which it can do nothing. */
  needs: readonly Scope[];
  /** Rejects with a ToolProblem for what the model is to hear. */
  run(input: unknown, client: SignpostClient): Promise<Answer>;
}

/** What keeps a tool from its work, in a sentence, and what to do next. */
export class ToolProblem extends Error {}

/** A tool, whose `run` is held to its schemas by the compiler. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: Omit<Tool, 'input' | 'output' | 'run'> & {
    input: Input;
    output: Output;
    run(input: z.output<Input>, client: SignpostClient): Promise<Answer<z.input<Output>>>;
  },
): Tool {
  return { ...tool, run: async (input, client) => await tool.run(tool.input.parse(input), client) };
}

/** A tool that reads, and changes nothing. */
export const READS: Hints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
