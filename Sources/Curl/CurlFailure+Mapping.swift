import CLibCurl

extension CurlFailure.Code {
  /// The code for a number of libcurl, where no callback of ours knows better.
  init(_ code: CURLcode) {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolve
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_NO_CONNECTION_AVAILABLE: self = .connect
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_NOTFOUND,
      CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
      CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED,
      CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
      self = .tls
    case CURLE_OPERATION_TIMEDOUT: self = .timeout
    case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR: self = .receive
    case CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND: self = .send
    case CURLE_PARTIAL_FILE: self = .partial
    case CURLE_ABORTED_BY_CALLBACK: self = .guardRefused
    case CURLE_HTTP2, CURLE_HTTP2_STREAM: self = .http2
    case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_UNSUPPORTED_PROTOCOL,
      CURLE_HTTP_RETURNED_ERROR:
      self = .protocol
    case CURLE_READ_ERROR: self = .source
    case CURLE_URL_MALFORMAT: self = .invalidRequest
    default: self = .other
    }
  }

  /// What helps. `verification` is OpenSSL's number for what was wrong with the certificate, 0 or
  /// 1 for nothing that it knows, such as a wrong name.
  func remedy(left: Bool, verification: Int = 0) -> String {
    switch self {
    case .resolve: "Check the host's name and this machine's name service."
    case .connect: "Check that the host is up and that a firewall lets this machine reach it."
    case .tls: Self.tlsRemedy(verification)
    case .forbiddenAddress: "Name the host in the configuration if it may stand in a private network."
    case .timeout, .receive, .send, .partial, .http2:
      left
        ? "Ask whether it happened before trying again."
        : "Nothing left, so it may be tried again. Check the network and the host."
    case .cancelled: "Nothing: whoever asked no longer wants it."
    case .tooLarge: "Ask for less, or raise the cap for this request."
    case .guardRefused:
      left
        ? "It was not sent again. Ask whether it happened before trying again."
        : "Nothing left. It may be tried again, if it still may be."
    case .protocol: "Check that the host speaks HTTP at this port."
    case .closed: "The engine was shut down; start the program again."
    case .invalidRequest: "Mend the request: https, a plain host, a path from /, no spaces."
    case .source: "Check that the media can still be read in full."
    case .other: "Look up the number in libcurl's list of errors."
    }
  }

  private static func tlsRemedy(_ verification: Int) -> String {
    switch verification {
    case 9: "The certificate is not valid yet: check the clocks."
    case 10: "The certificate has expired: the host must renew it. Check the clocks too."
    case 2, 18, 19, 20, 21: "The certificate's authority is not trusted here: check the authority file."
    case 0, 1: "The certificate is for another host, or no common TLS version (1.2 or newer) was found."
    default: "The certificate does not hold (OpenSSL \(verification))."
    }
  }
}
