/** What the tests' upstream says. */
export const SAID = 'You missed a damn semicolon on line 3, you idiot. Add it and it compiles.';
