import { matches } from '../services/iam.ts';
import type { PropertiesOf } from '../template/resources.ts';

type Leave = PropertiesOf<'AWS::Lambda::Permission'>;

/** The permissions a service has on a function for the resource it acts for. */
export function leavesOf(
  permissions: { properties: Leave }[],
  functionArn: string,
  caller: { service: string; sourceArn: string },
): Leave[] {
  return permissions
    .map(({ properties }) => properties)
    .filter(
      ({ FunctionName, Principal, SourceArn }) =>
        FunctionName === functionArn && Principal === caller.service && matches(SourceArn, caller.sourceArn),
    );
}

/** Past any Function URL: a permission for calls through one does not count. */
export function mayCallFunction(leaves: Leave[]): boolean {
  return leaves.some(
    ({ Action, InvokedViaFunctionUrl }) => Action === 'lambda:InvokeFunction' && !InvokedViaFunctionUrl,
  );
}

/** Through a Function URL with AuthType AWS_IAM both are needed: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
export function mayCallUrl(leaves: Leave[]): boolean {
  const mayCall = leaves.some(
    ({ Action, FunctionUrlAuthType }) =>
      Action === 'lambda:InvokeFunctionUrl' && FunctionUrlAuthType === 'AWS_IAM',
  );
  return mayCall && leaves.some(({ Action }) => Action === 'lambda:InvokeFunction');
}
