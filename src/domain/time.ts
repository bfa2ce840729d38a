/** Where time comes from. */

/** Where time comes from; passed in, so that tests can stop it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

/** A clock that also measures durations. */
export interface Timer extends Clock {
  /** Milliseconds from an arbitrary start; never goes back when somebody sets the time of day. */
  ticks(): number;
}
