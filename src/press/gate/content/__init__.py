"""What no reader should meet on a page: errors, warnings, remains of objects, foreign code, broken markup."""
