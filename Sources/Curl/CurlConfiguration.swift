/// What an engine is told once, at its start.
package struct CurlConfiguration: Sendable {
  /// A PEM file of the authorities to trust *instead of* the system's. Nil: the system's.
  package var caFile: String?
  /// Hosts that may be reached at addresses that ``AddressRule`` forbids: a host name or a literal
  /// address as it stands in the request's authority, or either with `:port`. It is matched against
  /// the request, never against what a name resolves to.
  package var allowedPrivateHosts: Set<String>
  /// The most connections open at once, over all hosts. Transfers past it wait, within their time.
  package var maxConnections: Int
  /// The most to one host. Over HTTP/2 each carries up to a hundred requests at once.
  package var connectionsPerHost: Int
  package var userAgent: String
  /// Whether HTTP/2 is offered. It is spoken over TLS only, when the server agrees.
  package var http2: Bool
  /// How long a looked-up address is kept.
  package var addressesKept: Duration
  /// A connection idle for longer is not used for a request that acts.
  package var idleForActs: Duration
  /// The most bytes of header lines taken in from one answer.
  package var headerCap: Int
  #if DEBUG
    /// Tests only: lets libcurl send again as it likes, to prove that the guard is what prevents it.
    package var sabotagePrereq = false
  #endif

  package init(
    caFile: String? = nil, allowedPrivateHosts: Set<String> = [], maxConnections: Int = 64,
    connectionsPerHost: Int = 16, userAgent: String = "Crier", http2: Bool = true,
    addressesKept: Duration = .seconds(60), idleForActs: Duration = .seconds(30),
    headerCap: Int = 64 * 1024
  ) {
    self.caFile = caFile
    self.allowedPrivateHosts = allowedPrivateHosts
    self.maxConnections = maxConnections
    self.connectionsPerHost = connectionsPerHost
    self.userAgent = userAgent
    self.http2 = http2
    self.addressesKept = addressesKept
    self.idleForActs = idleForActs
    self.headerCap = headerCap
  }

  /// Whether the configuration names this host, so that a private address is no hindrance.
  func allows(_ authority: Authority) -> Bool {
    allowedPrivateHosts.contains { named in
      guard let name = Authority(named) else { return false }
      return name.host == authority.host && (name.port == nil || name.port == authority.port ?? 443)
    }
  }

  /// Whether a request that acts leaves once at most: always, but in tests of a debug build.
  var guardsActs: Bool {
    #if DEBUG
      !sabotagePrereq
    #else
      true
    #endif
  }
}
