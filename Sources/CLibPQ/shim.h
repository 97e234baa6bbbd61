#pragma once
#include <libpq-fe.h>

// The field codes of an error are character macros, which Swift does not import.
static const int CRIER_DIAG_SEVERITY = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int CRIER_DIAG_SQLSTATE = PG_DIAG_SQLSTATE;
static const int CRIER_DIAG_MESSAGE = PG_DIAG_MESSAGE_PRIMARY;
static const int CRIER_DIAG_SCHEMA = PG_DIAG_SCHEMA_NAME;
static const int CRIER_DIAG_TABLE = PG_DIAG_TABLE_NAME;
static const int CRIER_DIAG_COLUMN = PG_DIAG_COLUMN_NAME;
static const int CRIER_DIAG_CONSTRAINT = PG_DIAG_CONSTRAINT_NAME;
