import CLibPQ

/// Owns libpq's connection, and ends it.
///
/// Only the thread of the connection touches it; its notices arrive on that thread too, within libpq's calls.
@safe final class PostgresLink {
  let pointer: OpaquePointer
  let cancelling = CancelRequest()
  private(set) var notices: [PostgresNotice] = []

  /// More remarks than this between two looks drop the oldest.
  private static let noticeLimit = 64

  /// Begins to connect; nothing has been sent yet.
  init(_ parameters: [(keyword: String, value: String)]) throws(PostgresError) {
    let started = unsafe Self.withCStrings(parameters) { keywords, values in
      unsafe PQconnectStartParams(keywords, values, 0)
    }
    guard let started = unsafe started else { throw PostgresError(.misuse, "no memory for a connection") }
    unsafe pointer = started
    // The verbose form is the only one that tells the SQLSTATE of a refusal.
    _ = unsafe PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe PQsetNoticeReceiver(
      pointer,
      { context, result in
        guard let context = unsafe context, let result = unsafe result else { return }
        unsafe Unmanaged<PostgresLink>.fromOpaque(context).takeUnretainedValue().note(result)
      }, context)
  }

  deinit {
    unsafe PQfinish(pointer)
  }

  func takeNotices() -> [PostgresNotice] {
    defer { notices = [] }
    return notices
  }

  /// libpq's own words on the last fault. They may quote the server: only for faults of the connection.
  var message: String { unsafe String(cString: PQerrorMessage(pointer)) }

  private func note(_ result: OpaquePointer) {
    func field(_ code: CInt) -> String {
      guard let text = unsafe PQresultErrorField(result, code) else { return "" }
      return unsafe String(cString: text)
    }
    if notices.count == Self.noticeLimit { notices.removeFirst() }
    let sqlstate = field(CRIER_DIAG_SQLSTATE)
    notices.append(
      PostgresNotice(
        severity: field(CRIER_DIAG_SEVERITY), sqlstate: sqlstate,
        message: PostgresError.withoutValues(field(CRIER_DIAG_MESSAGE), sqlstate: sqlstate)))
  }

  private static func withCStrings<R>(
    _ parameters: [(keyword: String, value: String)],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> R
  ) -> R {
    // One block of text that holds every keyword and value, each with its zero, while libpq reads it.
    var block: [CChar] = []
    var keywords: [Int] = []
    var values: [Int] = []
    for (keyword, value) in parameters {
      keywords.append(block.count)
      block += keyword.utf8.map { CChar(bitPattern: $0) } + [0]
      values.append(block.count)
      block += value.utf8.map { CChar(bitPattern: $0) } + [0]
    }
    return unsafe block.withUnsafeBufferPointer { buffer in
      let base = buffer.baseAddress
      func list(_ offsets: [Int]) -> [UnsafePointer<CChar>?] {
        unsafe offsets.map { offset in unsafe base.map { unsafe $0 + offset } } + [nil]
      }
      return unsafe body(list(keywords), list(values))
    }
  }
}
