"""Proving and rehearsing: the matrix of compliance, the evidence pack, the rehearsal of changed rules."""
