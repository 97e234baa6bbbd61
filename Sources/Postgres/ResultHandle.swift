import CLibPQ

/// One result of libpq, freed at its end.
@safe struct ResultHandle: ~Copyable {
  private let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) {
    unsafe self.pointer = pointer
  }

  deinit {
    unsafe PQclear(pointer)
  }

  var status: ExecStatusType { unsafe PQresultStatus(pointer) }
  var rowCount: Int { Int(unsafe PQntuples(pointer)) }
  var parameterTypes: [UInt32] { unsafe (0..<PQnparams(pointer)).map { unsafe PQparamtype(pointer, $0) } }
  /// What was done, as `COMMIT` or `INSERT 0 1`.
  var command: String { unsafe String(cString: PQcmdStatus(pointer)) }

  /// A field of an error or notice.
  func field(_ code: CInt) -> String? {
    guard let text = unsafe PQresultErrorField(pointer, code) else { return nil }
    return unsafe String(cString: text)
  }

  /// The names and types of the columns.
  func columns(statement: String) -> PostgresRow.Columns {
    let count = unsafe PQnfields(pointer)
    return PostgresRow.Columns(
      statement: statement,
      names: (0..<count).map { unsafe String(cString: PQfname(pointer, $0)) },
      types: (0..<count).map { unsafe PQftype(pointer, $0) })
  }

  /// A copy of one row.
  func row(_ index: Int, _ columns: PostgresRow.Columns) -> PostgresRow {
    let row = CInt(index)
    var bytes: [UInt8] = []
    var ranges: [Range<Int>?] = []
    ranges.reserveCapacity(columns.names.count)
    for column in 0..<CInt(columns.names.count) {
      guard unsafe PQgetisnull(pointer, row, column) == 0 else {
        ranges.append(nil)
        continue
      }
      let length = Int(unsafe PQgetlength(pointer, row, column))
      let start = bytes.count
      if length > 0, let value = unsafe PQgetvalue(pointer, row, column) {
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: value, count: length))
      }
      ranges.append(start..<bytes.count)
    }
    return PostgresRow(columns: columns, bytes: bytes, ranges: ranges)
  }

  /// Copies of all rows.
  func rows(statement: String) -> [PostgresRow] {
    guard rowCount > 0 else { return [] }
    let columns = columns(statement: statement)
    return (0..<rowCount).map { row($0, columns) }
  }
}
