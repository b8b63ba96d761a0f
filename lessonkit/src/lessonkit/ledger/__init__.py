"""The claims ledger: what the pages state, and what each statement rests on."""
