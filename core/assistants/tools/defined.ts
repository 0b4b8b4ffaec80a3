/** Without what is not given, which is how the client tells what to leave out. */
export function defined<Query extends object>(query: Query) {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Query]?: Exclude<Query[Name], undefined>;
  };
}
