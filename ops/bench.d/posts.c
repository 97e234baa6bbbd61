/* What libcurl alone can do: so many POSTs, so many at once, over HTTP/2 and TLS, easy handles used again.
   usage: posts URL AUTHORITY REQUESTS AT_ONCE; prints requests a second. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char body[] =
    "{\"language\":\"en\",\"media_ids\":[],\"status\":\"The bridge at Mill Lane is closed until noon while a beam is "
    "replaced. Buses 4 and 17 go by Quay Street; walkers may cross by the footbridge. We will say here when it is "
    "open again.\",\"visibility\":\"public\"}";

static size_t swallow(char *bytes, size_t size, size_t count, void *nothing) {
  (void)bytes, (void)nothing;
  return size * count;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **words) {
  if (count != 5) return 2;
  long left = atol(words[3]), wanted = left, done = 0;
  int width = atoi(words[4]), running = 0;
  struct curl_slist *fields = curl_slist_append(NULL, "Content-Type: application/json");
  fields = curl_slist_append(fields, "Authorization: Bearer token-of-an-account");
  fields = curl_slist_append(fields, "Expect:");
  curl_global_init(CURL_GLOBAL_ALL);
  CURLM *multi = curl_multi_init();
  /* As Crier's own engine sets them. */
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 16L);
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 64L);
  double began = now();
  for (int n = 0; n < width && left > 0; n++, left--) {
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, words[1]);
    curl_easy_setopt(easy, CURLOPT_CAINFO, words[2]);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow);
    curl_multi_add_handle(multi, easy);
  }
  do {
    curl_multi_perform(multi, &running);
    CURLMsg *message;
    int more;
    while ((message = curl_multi_info_read(multi, &more))) {
      long status = 0;
      CURL *easy = message->easy_handle;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result != CURLE_OK || status != 200) {
        fprintf(stderr, "%s, status %ld\n", curl_easy_strerror(message->data.result), status);
        return 1;
      }
      done++;
      curl_multi_remove_handle(multi, easy);
      if (left > 0) {
        left--;
        curl_multi_add_handle(multi, easy);
        running++;
      }
    }
    if (done < wanted) curl_multi_poll(multi, NULL, 0, 100, NULL);
  } while (done < wanted);
  printf("%.1f\n", wanted / (now() - began));
  return 0;
}
