/// Which addresses a request to the outside must never reach: our own networks, and whatever is not
/// an ordinary public unicast address. It is asked for the address really dialled, so a name that
/// changes what it points to gains nothing.
package enum AddressRule {
  /// True for private, loopback, link-local, carrier-grade NAT, unique local, multicast, unspecified,
  /// reserved and documentation addresses, and for IPv6 forms that hide an IPv4 address.
  package static func isForbidden(_ address: IPAddress) -> Bool {
    switch address {
    case .v4(let bits):
      return forbidden4.contains { bits >> (32 - $0.length) == $0.prefix >> (32 - $0.length) }
    case .v6(let high, _):
      // Only 2000::/3 is public unicast. This leaves out ::, ::1, v4-mapped, 64:ff9b::/96 (NAT64),
      // fc00::/7, fe80::/10 and ff00::/8 without a row for each.
      guard high >> 61 == 0b001 else { return true }
      return forbidden6.contains { high >> (64 - $0.length) == $0.prefix >> (64 - $0.length) }
    }
  }

  private static let forbidden4: [(prefix: UInt32, length: UInt32)] = [
    (0x0000_0000, 8),  // 0.0.0.0/8, this network
    (0x0A00_0000, 8),  // 10.0.0.0/8, private
    (0x6440_0000, 10),  // 100.64.0.0/10, carrier-grade NAT
    (0x7F00_0000, 8),  // 127.0.0.0/8, loopback
    (0xA9FE_0000, 16),  // 169.254.0.0/16, link-local
    (0xAC10_0000, 12),  // 172.16.0.0/12, private
    (0xC000_0000, 24),  // 192.0.0.0/24, protocol assignments
    (0xC000_0200, 24),  // 192.0.2.0/24, documentation
    (0xC058_6300, 24),  // 192.88.99.0/24, former 6to4 relays
    (0xC0A8_0000, 16),  // 192.168.0.0/16, private
    (0xC612_0000, 15),  // 198.18.0.0/15, benchmarks
    (0xC633_6400, 24),  // 198.51.100.0/24, documentation
    (0xCB00_7100, 24),  // 203.0.113.0/24, documentation
    (0xE000_0000, 4),  // 224.0.0.0/4, multicast
    (0xF000_0000, 4),  // 240.0.0.0/4, reserved and broadcast
  ]

  private static let forbidden6: [(prefix: UInt64, length: UInt64)] = [
    (0x2001_0000_0000_0000, 23),  // 2001::/23, protocol assignments, Teredo among them
    (0x2001_0DB8_0000_0000, 32),  // 2001:db8::/32, documentation
    (0x2002_0000_0000_0000, 16),  // 2002::/16, 6to4: hides an IPv4 address
    (0x3FFF_0000_0000_0000, 20),  // 3fff::/20, documentation
  ]
}
