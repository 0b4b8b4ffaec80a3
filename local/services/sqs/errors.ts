/** An error the SDK turns into an exception of this name. */
export class SqsError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export function invalid(message: string): SqsError {
  return new SqsError('InvalidParameterValue', message);
}
