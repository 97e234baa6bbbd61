import HTTPTypes

/// An answer that came in whole. A redirect is an answer like any other: it is never followed.
package struct CurlResponse: Sendable {
  package enum Version: String, Sendable {
    case http1 = "HTTP/1.1"
    case http2 = "HTTP/2"
  }

  /// Since the start of the transfer; zero where a step was not needed.
  package struct Timing: Sendable, Equatable {
    package var lookup: Duration
    package var connect: Duration
    package var tls: Duration
    package var firstByte: Duration
    package var total: Duration
  }

  package var status: Int
  package var fields: HTTPFields
  package var body: [UInt8]
  package var version: Version
  package var timing: Timing
  /// No new connection was opened for it.
  package var reused: Bool
}
