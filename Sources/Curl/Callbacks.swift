import CLibCurl
import Glibc

// What libcurl calls, on the engine's thread. Each finds its owner by the context, copies what it is
// given before it returns, and throws nothing.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
  unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private func upload(_ context: UnsafeMutableRawPointer?) -> Upload? {
  unsafe context.map { unsafe Unmanaged<Upload>.fromOpaque($0).takeUnretainedValue() }
}

func takeBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  let length = size * count
  let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
  guard let transfer = unsafe transfer(context), unsafe transfer.answer.takeBody(buffer) else { return -1 }
  return length
}

func takeHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  let length = size * count
  let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
  guard let transfer = unsafe transfer(context), unsafe transfer.answer.takeHeader(buffer) else {
    return -1
  }
  return length
}

func giveBody(
  _ room: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let upload = unsafe upload(context), let room = unsafe room,
    let bytes = upload.next(size * count)
  else { return Int(CURL_READFUNC_ABORT) }
  let target = unsafe UnsafeMutableRawBufferPointer(start: room, count: size * count)
  unsafe target.copyBytes(from: bytes)
  return bytes.count
}

func seekBody(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
  guard let upload = unsafe upload(context), origin == SEEK_SET, upload.seek(to: Int64(offset)) else {
    return Int32(CURL_SEEKFUNC_FAIL)
  }
  return Int32(CURL_SEEKFUNC_OK)
}

func openSocket(
  _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype,
  _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
  guard let transfer = unsafe transfer(context), let address = unsafe address,
    let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr)
  else { return -1 }
  let family = unsafe address.pointee.family
  // The address may be longer than a `sockaddr`: it is read where it stands, never copied as one.
  let dialled = unsafe IPAddress(family: family, UnsafeRawPointer(address) + offset)
  guard transfer.mayConnect(to: dialled) else { return -1 }
  return unsafe socket(
    family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}

func beforeLeaving(
  _ context: UnsafeMutableRawPointer?, _ remote: UnsafeMutablePointer<CChar>?,
  _ local: UnsafeMutablePointer<CChar>?, _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
  guard let transfer = unsafe transfer(context) else { return CURL_PREREQFUNC_ABORT }
  let address = unsafe remote.map { unsafe String(cString: $0) } ?? ""
  return transfer.mayLeave(to: IPAddress(address)) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

#if DEBUG
  func overhear(
    _ easy: UnsafeMutableRawPointer?, _ kind: curl_infotype, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int,
    _ context: UnsafeMutableRawPointer?
  ) -> Int32 {
    if kind == CURLINFO_DATA_OUT, count > 0 { unsafe transfer(context)?.order.request.onSent?() }
    return 0
  }
#endif
