// What functions tell of each request is for their logs, not for whoever reads what the tests say. Warnings and errors are told.
const say = console.log;
console.log = (...values: unknown[]) => {
  if (!/^\{"level":"info",/.test(String(values[0]))) say(...values);
};
