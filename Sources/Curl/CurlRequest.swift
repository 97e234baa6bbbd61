import HTTPTypes

/// One exchange to make: what to ask, within which time, and how much to take in.
package struct CurlRequest: Sendable {
  /// Scheme (`https` only), authority, path with query, method, fields. libcurl frames the message:
  /// `Host`, `Content-Length`, `Transfer-Encoding`, `Connection` and `Expect` are its own and are left
  /// out when given here; so is `Content-Type` with a form.
  package var head: HTTPRequest
  package var body: CurlBody
  /// The request has an effect that the public or the platform could see: it leaves at most once.
  package var acts: Bool
  /// The request does not begin to leave past this instant.
  package var deadline: ContinuousClock.Instant
  /// The longest time for the whole exchange, waiting included.
  package var total: Duration
  /// The longest time to look up, connect and shake hands.
  package var connect: Duration
  /// Give up when fewer bytes than this pass in a second, over this time (whole seconds).
  package var lowSpeed: (bytesPerSecond: Int, over: Duration)?
  /// The largest body of an answer, in bytes.
  package var responseCap: Int
  /// Asked at the last instant before the request leaves, on the engine's thread, after every check
  /// of our own: it must be quick and must not wait. No: the request does not leave.
  package var mayLeave: (@Sendable () -> Bool)?
  /// Told when the request begins to leave, and to which address, on the engine's thread. For
  /// measuring: it must be quick and must not wait.
  package var onLeave: (@Sendable (ContinuousClock.Instant, IPAddress?) -> Void)?
  #if DEBUG
    /// Tests only: told, on the engine's thread, when the first piece of the body has been given to the connection.
    package var onSent: (@Sendable () -> Void)?
  #endif

  package init(
    head: HTTPRequest, body: CurlBody = .none, acts: Bool, deadline: ContinuousClock.Instant,
    total: Duration, connect: Duration = .seconds(5),
    lowSpeed: (bytesPerSecond: Int, over: Duration)? = nil, responseCap: Int = 1024 * 1024,
    mayLeave: (@Sendable () -> Bool)? = nil,
    onLeave: (@Sendable (ContinuousClock.Instant, IPAddress?) -> Void)? = nil
  ) {
    self.head = head
    self.body = body
    self.acts = acts
    self.deadline = deadline
    self.total = total
    self.connect = connect
    self.lowSpeed = lowSpeed
    self.responseCap = responseCap
    self.mayLeave = mayLeave
    self.onLeave = onLeave
  }
}
