"""Where each column comes from: reads the compiled SQL and follows every value to the JSON member it was."""
