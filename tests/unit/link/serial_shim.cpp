// Linked into the test program: its symbols come before the C library's for libserialport too.
#include "fakes/serial_shim.c"  // NOLINT(bugprone-suspicious-include): the same shim as a preload
