import CLibCurl
import HTTPTypes

extension Transfer {
  /// Tells libcurl all about this exchange. Nothing is left to its defaults that matters for safety.
  func prepare(_ configuration: CurlConfiguration) throws(CurlFailure) {
    try setSafety(configuration)
    try setConnection(configuration)
    try setCallbacks()
    try set(CURLOPT_URL, order.url)
    try setMessage()
  }

  private func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
    try check(unsafe crier_easy_set_long(easy.raw, option, value))
  }

  private func set(_ option: CURLoption, _ value: String?) throws(CurlFailure) {
    try check(unsafe crier_easy_set_string(easy.raw, option, value))
  }

  private func setSafety(_ configuration: CurlConfiguration) throws(CurlFailure) {
    try set(CURLOPT_PROTOCOLS_STR, "https")
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_PROXY, "")
    try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    try set(CURLOPT_UNRESTRICTED_AUTH, 0)
    try set(CURLOPT_PATH_AS_IS, 1)
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    if let file = configuration.caFile {
      try set(CURLOPT_CAINFO, file)
      try set(CURLOPT_CAPATH, nil as String?)
    }
  }

  private func setConnection(_ configuration: CurlConfiguration) throws(CurlFailure) {
    let request = order.request
    try set(CURLOPT_NOSIGNAL, 1)
    // Else ending a transfer waits for its name look-up, and every other transfer waits with it:
    // with a name server that is silent, ten seconds.
    try set(CURLOPT_QUICK_EXIT, 1)
    try set(
      CURLOPT_HTTP_VERSION, Int(configuration.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
    try set(CURLOPT_PIPEWAIT, configuration.http2 ? 1 : 0)
    try set(CURLOPT_DNS_CACHE_TIMEOUT, configuration.addressesKept.wholeSeconds)
    if request.acts { try set(CURLOPT_MAXAGE_CONN, configuration.idleForActs.wholeSeconds) }
    try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, request.connect.wholeMilliseconds))
    if let lowSpeed = request.lowSpeed {
      try set(CURLOPT_LOW_SPEED_LIMIT, lowSpeed.bytesPerSecond)
      try set(CURLOPT_LOW_SPEED_TIME, max(1, lowSpeed.over.wholeSeconds))
    }
    try set(CURLOPT_USERAGENT, configuration.userAgent)
  }

  private func setCallbacks() throws(CurlFailure) {
    for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_PREREQDATA] {
      try check(unsafe crier_easy_set_pointer(easy.raw, option, context))
    }
    try check(unsafe crier_easy_set_write(easy.raw, CURLOPT_WRITEFUNCTION, takeBody))
    try check(unsafe crier_easy_set_write(easy.raw, CURLOPT_HEADERFUNCTION, takeHeader))
    try check(unsafe crier_easy_set_opensocket(easy.raw, openSocket))
    try check(unsafe crier_easy_set_prereq(easy.raw, beforeLeaving))
    #if DEBUG
      guard order.request.onSent != nil else { return }
      try set(CURLOPT_VERBOSE, 1)
      try check(unsafe crier_easy_set_pointer(easy.raw, CURLOPT_DEBUGDATA, context))
      try check(unsafe crier_easy_set_debug(easy.raw, overhear))
    #endif
  }

  private func setMessage() throws(CurlFailure) {
    let request = order.request
    try setHeaders(request)
    let method = request.head.method
    switch request.body {
    case .none where method == .get:
      try set(CURLOPT_HTTPGET, 1)
      return
    case .none where method == .head:
      try set(CURLOPT_NOBODY, 1)
      return
    case .none:
      if [.post, .put, .patch].contains(method) { try setBytes([]) }
    case .bytes(let bytes):
      try setBytes(bytes)
    case .stream(let length, let reader):
      try setStream(Upload(length: length, open: reader))
    case .form(let parts):
      try setForm(parts)
    }
    if method != .post { try set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
  }

  private func setHeaders(_ request: CurlRequest) throws(CurlFailure) {
    var framed: Set<HTTPField.Name> = [.contentLength, .transferEncoding, .connection, .expect]
    if case .form = request.body { framed.insert(.contentType) }
    var names: Set<HTTPField.Name> = []
    for field in request.head.headerFields
    where !framed.contains(field.name) && field.name.canonicalName != "host" {
      names.insert(field.name)
      // libcurl takes `Name:` as "leave it out" and `Name;` as "send it empty".
      try addHeader(
        field.value.isEmpty ? "\(field.name.rawName);" : "\(field.name.rawName): \(field.value)")
    }
    try addHeader("Expect:")
    let isForm = if case .form = request.body { true } else { false }
    if !isForm && !names.contains(.contentType) { try addHeader("Content-Type:") }
    try useHeaders()
  }

  private func setBytes(_ bytes: [UInt8]) throws(CurlFailure) {
    try set(CURLOPT_POST, 1)
    try check(unsafe crier_easy_set_offset(easy.raw, CURLOPT_POSTFIELDSIZE_LARGE, bytes.count))
    // libcurl takes its own copy; an empty array may have no address, a copy of nothing needs one.
    let code = unsafe (bytes.isEmpty ? [0] : bytes).withUnsafeBytes { buffer in
      unsafe crier_easy_set_pointer(
        easy.raw, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: buffer.baseAddress))
    }
    try check(code)
  }

  private func setStream(_ upload: Upload) throws(CurlFailure) {
    uploads.append(upload)
    let context = unsafe Unmanaged.passUnretained(upload).toOpaque()
    try set(CURLOPT_POST, 1)
    try check(unsafe crier_easy_set_offset(easy.raw, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(upload.length)))
    try check(unsafe crier_easy_set_read(easy.raw, giveBody))
    try check(unsafe crier_easy_set_pointer(easy.raw, CURLOPT_READDATA, context))
    try check(unsafe crier_easy_set_seek(easy.raw, seekBody))
    try check(unsafe crier_easy_set_pointer(easy.raw, CURLOPT_SEEKDATA, context))
  }

  private func setForm(_ parts: [CurlPart]) throws(CurlFailure) {
    let form = try unsafe beginForm()
    for part in parts {
      guard let place = unsafe curl_mime_addpart(form) else { throw failure(.other) }
      try check(unsafe curl_mime_name(place, part.name))
      if let filename = part.filename { try check(unsafe curl_mime_filename(place, filename)) }
      if let type = part.contentType { try check(unsafe curl_mime_type(place, type)) }
      switch part.content {
      case .bytes(let bytes):
        // A null address would mean "no data at all", so an empty array lends one byte of which none is read.
        let code = unsafe (bytes.isEmpty ? [0] : bytes).withUnsafeBytes { buffer in
          let chars = unsafe buffer.bindMemory(to: CChar.self)
          return unsafe curl_mime_data(place, chars.baseAddress, bytes.count)
        }
        try check(code)
      case .stream(let length, let reader):
        let upload = Upload(length: length, open: reader)
        uploads.append(upload)
        let context = unsafe Unmanaged.passUnretained(upload).toOpaque()
        try check(unsafe curl_mime_data_cb(place, curl_off_t(length), giveBody, seekBody, nil, context))
      }
    }
    try check(unsafe crier_easy_set_mime(easy.raw, CURLOPT_MIMEPOST, form))
  }
}

extension Duration {
  var wholeMilliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
  var wholeSeconds: Int { Int(components.seconds) }
}
