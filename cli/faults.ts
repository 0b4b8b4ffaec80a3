/** The exit statuses of every command; docs/cli.md has them as a table. */
export const EXIT = {
  done: 0,
  /** It ran, and the answer is no, or not all could be done; and what nobody foresaw. */
  negative: 1,
  usage: 2,
  refused: 3,
  unreachable: 4,
  /** As a shell reports a program that SIGINT ended. */
  interrupted: 130,
} as const;

/** The command line is wrong: nothing was asked or done. */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly exitStatus = EXIT.usage;
}

/** The API, AWS or the deployment says no: no permission, not found, a conflict. */
export class RefusedError extends Error {
  override name = 'RefusedError';
  readonly exitStatus = EXIT.refused;
}

/** Nobody answers, or not as who should answer would. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
  readonly exitStatus = EXIT.unreachable;
}

/** Somebody has pressed Ctrl-C. */
export class InterruptedError extends Error {
  override name = 'InterruptedError';
  readonly exitStatus = EXIT.interrupted;
}

/** https://nodejs.org/api/errors.html#common-system-errors, and the codes of DNS and of Node's own fetch. */
const NETWORK =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR_\w+|CERT_\w+|ERR_TLS_\w+|DEPTH_ZERO_SELF_SIGNED_CERT)$/;

/** The exit status for what a command threw. */
export function exitStatusOf(error: unknown): number {
  const { exitStatus, $metadata, code, cause } = (error ?? {}) as {
    exitStatus?: number;
    /** Of the AWS SDK: with a status where AWS has answered. */
    $metadata?: { httpStatusCode?: number };
    code?: unknown;
    cause?: unknown;
  };
  if (typeof exitStatus === 'number') return exitStatus;
  if ($metadata?.httpStatusCode !== undefined) return EXIT.refused;
  if (typeof code === 'string' && NETWORK.test(code)) return EXIT.unreachable;
  return cause instanceof Error ? exitStatusOf(cause) : EXIT.negative;
}
