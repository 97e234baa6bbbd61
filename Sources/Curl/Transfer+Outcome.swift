import CLibCurl

extension Transfer {
  /// What became of it, once libcurl says that it is done.
  func outcome(_ code: CURLcode) -> Result<CurlResponse, CurlFailure> {
    guard code == CURLE_OK else { return .failure(failure(knownCode ?? self.code(code), code)) }
    guard let status = answer.status else { return .failure(failure(.protocol)) }
    return .success(
      CurlResponse(
        status: status, fields: answer.fields, body: answer.body,
        version: easy.long(CURLINFO_HTTP_VERSION) == CURL_HTTP_VERSION_2_0 ? .http2 : .http1,
        timing: timing, reused: easy.long(CURLINFO_NUM_CONNECTS) == 0))
  }

  /// What our own callbacks know better than libcurl's number.
  private var knownCode: CurlFailure.Code? {
    switch leave.refusal {
    case .cancelled: return .cancelled
    case .closed: return .closed
    case .address: return .forbiddenAddress
    case .repeated, .deadline, .veto: return .guardRefused
    case nil: break
    }
    if answer.tooLarge { return .tooLarge }
    if uploads.contains(where: \.failed) { return .source }
    return metForbiddenAddress && leave.departures == 0 ? .forbiddenAddress : nil
  }

  /// Without a head of an answer, nothing of it broke off: none came.
  private func code(_ code: CURLcode) -> CurlFailure.Code {
    let mapped = CurlFailure.Code(code)
    return mapped == .partial && answer.status == nil ? .receive : mapped
  }

  private var timing: CurlResponse.Timing {
    CurlResponse.Timing(
      lookup: easy.time(CURLINFO_NAMELOOKUP_TIME_T), connect: easy.time(CURLINFO_CONNECT_TIME_T),
      tls: easy.time(CURLINFO_APPCONNECT_TIME_T), firstByte: easy.time(CURLINFO_STARTTRANSFER_TIME_T),
      total: easy.time(CURLINFO_TOTAL_TIME_T))
  }
}
