import CLibCurl

/// One exchange under way: what was asked, what came so far, and what libcurl points at meanwhile.
/// Lives on the engine's thread; the loop holds it until libcurl has let go of its handle.
@safe final class Transfer {
  let order: Order
  let easy: EasyHandle
  /// Configuration names the host: any address will do.
  let addressIsFree: Bool
  let ends: ContinuousClock.Instant
  private let mailbox: Mailbox
  private(set) var leave: LeaveGuard
  private(set) var metForbiddenAddress = false
  var answer: Answer
  /// The body, or the parts of a form, that are drawn from readers.
  var uploads: [Upload] = []
  private var list: UnsafeMutablePointer<curl_slist>?
  private var mime: OpaquePointer?
  private var gone = false

  init(
    _ order: Order, _ easy: EasyHandle, _ configuration: CurlConfiguration, _ mailbox: Mailbox,
    now: ContinuousClock.Instant
  ) {
    let request = order.request
    self.order = order
    self.easy = easy
    self.mailbox = mailbox
    addressIsFree = configuration.allows(order.authority)
    ends = now + request.total
    leave = LeaveGuard(acts: request.acts && configuration.guardsActs, deadline: request.deadline)
    answer = Answer(bodyCap: request.responseCap, headerCap: configuration.headerCap)
  }

  deinit { letGo() }

  /// Makes the handle forget this transfer, then frees what it pointed at. Once; libcurl must be done.
  func letGo() {
    guard !gone else { return }
    gone = true
    easy.reset()
    if let mime = unsafe mime { unsafe curl_mime_free(mime) }
    unsafe curl_slist_free_all(list)
    unsafe (mime, list) = (nil, nil)
  }

  /// What libcurl gets as the context of each callback.
  var context: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

  var isCancelled: Bool { order.cancelled.isRaised }

  /// When the loop must look at it next: its end, or the deadline while nothing has left.
  var nextLook: ContinuousClock.Instant {
    leave.departures == 0 ? min(ends, leave.deadline) : ends
  }

  /// The last check before the request leaves.
  func mayLeave(to address: IPAddress?) -> Bool {
    let forbidden = address.map(AddressRule.isForbidden) ?? true
    let situation = LeaveGuard.Situation(
      now: .now, cancelled: isCancelled, closed: mailbox.isClosing,
      addressForbidden: forbidden && !addressIsFree)
    let yes = leave.ask(situation) { order.request.mayLeave?() ?? true }
    if yes { order.request.onLeave?(situation.now, address) }
    return yes
  }

  /// See ``LeaveGuard/lapses(at:)``.
  func lapses(at now: ContinuousClock.Instant) -> Bool { leave.lapses(at: now) }

  /// Whether a connection to this address may be opened.
  func mayConnect(to address: IPAddress?) -> Bool {
    if addressIsFree { return true }
    if let address, !AddressRule.isForbidden(address) { return true }
    metForbiddenAddress = true
    return false
  }

  /// Adds one header line; the list goes with the transfer.
  func addHeader(_ line: String) throws(CurlFailure) {
    guard let longer = unsafe curl_slist_append(list, line) else { throw failure(.other) }
    unsafe list = longer
  }

  func useHeaders() throws(CurlFailure) {
    try check(unsafe crier_easy_set_list(easy.raw, CURLOPT_HTTPHEADER, list))
  }

  /// Begins a form, which goes with the transfer.
  func beginForm() throws(CurlFailure) -> OpaquePointer {
    guard let fresh = unsafe curl_mime_init(easy.raw) else { throw failure(.other) }
    unsafe mime = fresh
    return unsafe fresh
  }

  func check(_ code: CURLcode) throws(CurlFailure) {
    guard code == CURLE_OK else { throw failure(.invalidRequest, code) }
  }

  func failure(_ code: CurlFailure.Code, _ number: CURLcode = CURLE_OK) -> CurlFailure {
    let left = leave.departures > 0
    let verification = code == .tls ? easy.long(CURLINFO_SSL_VERIFYRESULT) : 0
    return CurlFailure(
      code: code, bytesMayHaveLeft: left, refusal: leave.refusal, status: answer.status,
      curlCode: Int32(number.rawValue), place: order.request.place,
      remedy: code.remedy(left: left, verification: verification))
  }
}
