/** Who makes a call: a function's role, an AWS service on behalf of a resource, or nobody. */
export type Caller =
  | { kind: 'role'; roleName: string }
  | { kind: 'service'; service: string; sourceArn: string }
  | { kind: 'anonymous' };

/** One thing a call needs leave for, e.g. `{ action: 's3:GetObject', resource: 'arn:aws:s3:::site/app/index.html' }`. */
export interface Permission {
  action: string;
  resource: string;
}
