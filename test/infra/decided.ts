/** One branch of each `Fn::If`, since the validator mixes both: it fills empty defaults in where a condition rules them out. */
export function decided(node: unknown, condition: boolean): unknown {
  if (Array.isArray(node))
    return node.map(item => decided(item, condition)).filter(item => item !== undefined);
  if (node === null || typeof node !== 'object') return node;
  if ('Ref' in node && node.Ref === 'AWS::NoValue') return undefined;
  if ('Fn::If' in node && Array.isArray(node['Fn::If']))
    return decided(node['Fn::If'][condition ? 1 : 2], condition);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, decided(value, condition)]));
}
