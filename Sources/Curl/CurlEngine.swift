import CLibCurl
import HTTPTypes

/// Makes exchanges over HTTPS: one thread, one multi handle, connections kept and shared. A request
/// that acts leaves at most once.
package final class CurlEngine: Sendable {
  private let mailbox: Mailbox

  /// Starts the thread. Throws when libcurl or the system refuses.
  package init(_ configuration: CurlConfiguration) throws(CurlFailure) {
    mailbox = try EngineLoop.start(configuration)
  }

  /// Makes one exchange. Cancelling the task ends it at once.
  package func send(_ request: CurlRequest) async throws(CurlFailure) -> CurlResponse {
    guard let authority = Authority(request.head.authority ?? ""), let url = request.url else {
      throw .before(.invalidRequest, request)
    }
    let flag = CancelFlag()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { answer in
        mailbox.post(
          Order(request: request, authority: authority, url: url, cancelled: flag, answer: answer))
      }
    } onCancel: {
      mailbox.cancel(flag)
    }
    return try result.get()
  }

  /// Ends every exchange under way with `.closed` and then the thread. Whoever wants them to finish
  /// waits for them first.
  package func close() async {
    mailbox.close()
    await mailbox.waitForEnd()
  }

  deinit { mailbox.close() }
}

extension CurlRequest {
  /// `METHOD host`, the only thing that an error says about a request.
  var place: String {
    let host = Authority(head.authority ?? "")?.host ?? "?"
    return "\(head.method.rawValue) \(host)"
  }

  /// Nil unless the scheme is `https` and the path begins with `/` and is plain ASCII without spaces.
  var url: String? {
    guard let authority = head.authority, let path = head.path, head.scheme?.lowercased() == "https",
      path.hasPrefix("/"), path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x23 })
    else { return nil }
    return "https://\(authority)\(path)"
  }
}

extension CurlFailure {
  /// A failure before anything was handed to libcurl.
  static func before(_ code: Code, _ request: CurlRequest) -> CurlFailure {
    CurlFailure(
      code: code, bytesMayHaveLeft: false, refusal: nil, status: nil, curlCode: 0,
      place: request.place, remedy: code.remedy(left: false))
  }
}
