// A clock for what is shown while nothing new arrives.

/** Calls back every second with the milliseconds since now. Returns a function that ends this. */
export function everySecond(onSecond: (ms: number) => void): () => void {
  const start = Date.now();
  const timer = setInterval(() => onSecond(Date.now() - start), 1000);
  return () => clearInterval(timer);
}
