/// Why an exchange brought no answer: a code to decide by, the place, what is known about whether
/// anything left, and what helps. Its text holds no path, query, header or body.
package struct CurlFailure: Error, Sendable, Equatable {
  package enum Code: String, Sendable, CaseIterable {
    /// The name could not be looked up.
    case resolve
    /// No connection came to be.
    case connect
    /// The other side could not prove who it is, or the handshake failed.
    case tls
    /// The host stands at an address of our own networks and configuration does not name it.
    case forbiddenAddress
    /// A time ran out: connect, low speed or total.
    case timeout
    /// The asking task was cancelled.
    case cancelled
    /// The answer is larger than the cap.
    case tooLarge
    /// The connection broke while an answer was awaited.
    case receive
    /// The connection broke while the request was being sent.
    case send
    /// The answer broke off in the middle.
    case partial
    /// The guard said no: deadline, veto, or a second sending of a request that acts.
    case guardRefused
    /// The HTTP/2 stream or connection ended with an error.
    case http2
    /// The answer is not HTTP.
    case `protocol`
    /// The engine was closed.
    case closed
    /// The request cannot be made as it stands.
    case invalidRequest
    /// The reader of the body failed or ended early.
    case source
    /// Anything else; see the number of libcurl.
    case other
  }

  package var code: Code
  /// False only when the last check before sending never said yes: then the request surely did not
  /// leave. True says nothing about what the other side received: it may be nothing.
  package var bytesMayHaveLeft: Bool
  /// What the guard said no to, if it did.
  package var refusal: LeaveGuard.Refusal?
  /// The status, when the head of an answer had arrived.
  package var status: Int?
  /// libcurl's own number (`CURLE_…`), 0 when the failure is ours.
  package var curlCode: Int32
  /// The place: method and host.
  package var place: String
  /// What helps, in a sentence.
  package var remedy: String
}

extension CurlFailure: CustomStringConvertible {
  package var description: String {
    let left = bytesMayHaveLeft ? "it may have left" : "it did not leave"
    let why = refusal.map { " (\($0.rawValue))" } ?? ""
    return "\(place): \(code.rawValue)\(why), \(left), libcurl \(curlCode). \(remedy)"
  }
}
