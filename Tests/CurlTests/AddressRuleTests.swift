import TestKit
import Testing

@testable import Curl

@Suite("Which addresses are out of bounds")
struct AddressRuleTests {
  @Test(
    "Forbidden",
    arguments: [
      "0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
      "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
      "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7",
      "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
      "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::8.8.8.8",
      "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%lo",
      "febf::1", "fec0::1", "ff02::1", "ff0e::1", "2001::1", "2001:1ff::1", "2001:db8::1", "2002:a00:1::1",
      "3fff::1", "4000::1", "5f00::1",
    ])
  func forbidden(_ text: String) throws {
    #expect(AddressRule.isForbidden(try #require(IPAddress(text))))
  }

  @Test(
    "Open to all",
    arguments: [
      "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
      "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0",
      "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
      "2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7::1", "2606:4700::1111", "3ffe::1",
    ])
  func open(_ text: String) throws {
    #expect(!AddressRule.isForbidden(try #require(IPAddress(text))))
  }

  @Test("What is no address is none", arguments: ["", "localhost", "1.2.3", "01.2.3.4", "1.2.3.4:80", "[::1]"])
  func noAddress(_ text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test func bitsAreInHostOrder() {
    #expect(IPAddress("1.2.3.4") == .v4(0x0102_0304))
    #expect(IPAddress("2001:db8::5") == .v6(high: 0x2001_0DB8_0000_0000, low: 5))
  }
}

@Suite("Host and port of a request")
struct AuthorityTests {
  @Test(
    arguments: [
      ("example.org", "example.org", nil), ("Example.ORG.:8443", "example.org", 8443),
      ("[2001:DB8::1]:443", "2001:db8::1", 443), ("[::1]", "::1", nil), ("::1", "::1", nil),
      ("10.0.0.1:1", "10.0.0.1", 1),
    ] as [(String, String, Int?)])
  func reads(_ text: String, _ host: String, _ port: Int?) throws {
    let authority = try #require(Authority(text))
    #expect(authority.host == host)
    #expect(authority.port == port)
  }

  @Test(arguments: [
    "", ":443", "user@example.org", "a b", "example.org:", "example.org:0", "example.org:65536",
    "example.org:4 3", "example.org:+1", "[::1", "[10.0.0.1]", "[fe80::1%25lo]", "ex%61mple.org",
    "example.org/path", "example.org#x", "exämple.org", "a\r\nb", "[::1]x",
  ])
  func refuses(_ text: String) {
    #expect(Authority(text) == nil)
  }

  @Test func configurationNamesAHostOrAHostAtAPort() throws {
    let configuration = CurlConfiguration(allowedPrivateHosts: ["Inside.example", "10.0.0.1:8443", "[::1]"])
    for (text, allowed) in [
      ("inside.example", true), ("inside.example:99", true), ("other.inside.example", false),
      ("10.0.0.1:8443", true), ("10.0.0.1", false), ("10.0.0.1:443", false), ("[::1]:5", true),
    ] {
      #expect(configuration.allows(try #require(Authority(text))) == allowed, "\(text)")
    }
  }
}
