/** Text that follows from an explanation alone: a report has tens of explanations and thousands of findings. */

import type { Explanation } from '../../domain/explanation.ts';

/** The same function, called once for each explanation. */
export function perExplanation<T>(make: (explanation: Explanation) => T): (explanation: Explanation) => T {
  const made = new WeakMap<Explanation, T>();
  return (explanation) => {
    const known = made.get(explanation);
    if (known !== undefined) return known;
    const value = make(explanation);
    made.set(explanation, value);
    return value;
  };
}
