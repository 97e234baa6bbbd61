import Glibc

/// A network address, without port or zone.
package enum IPAddress: Equatable, Sendable {
  /// Host byte order.
  case v4(UInt32)
  /// The 128 bits, as two halves in host byte order.
  case v6(high: UInt64, low: UInt64)

  /// Reads the usual text forms (`192.0.2.1`, `2001:db8::1`). A zone (`fe80::1%eth0`) is cut off.
  package init?(_ text: String) {
    let bare = String(text.prefix { $0 != "%" })
    var four = in_addr()
    var six = in6_addr()
    if unsafe inet_pton(AF_INET, bare, &four) == 1 {
      self = .v4(UInt32(bigEndian: four.s_addr))
    } else if unsafe inet_pton(AF_INET6, bare, &six) == 1 {
      self.init(six)
    } else {
      return nil
    }
  }

  /// The address in a socket address of the family `AF_INET` or `AF_INET6`; nil for any other.
  init?(family: Int32, _ raw: UnsafeRawPointer) {
    switch family {
    case AF_INET:
      self = unsafe .v4(UInt32(bigEndian: raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
    case AF_INET6:
      unsafe self.init(raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
    default:
      return nil
    }
  }

  private init(_ six: in6_addr) {
    var copy = six
    self = unsafe withUnsafeBytes(of: &copy) { bytes in
      unsafe .v6(
        high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }
}
