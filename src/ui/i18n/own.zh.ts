import type { OwnMessages } from './own.en';

const count = (n: number): string => n.toLocaleString('zh-CN');

export const ownZh: OwnMessages = {
  own: {
    notInLink: '你自己的数据不在链接里：在别处打开之前，要先在那里载入数据。',
    texts: {
      help: '每行一段文本和一个标签，用逗号隔开，编码为 UTF-8。选择 CSV 文件，或把它拖到这里。数据只留在这个浏览器里，不进入链接。',
      file: '选择文件…',
      paste: '或者粘贴数据',
      placeholder: '一段文本,标签\n"一段文本,含有逗号",另一个标签',
      use: '使用这些数据',
      remove: '移除我的文本',
      read: (rows, labels) => `正在使用 ${count(rows)} 行、${labels} 个标签。`,
    },
    text: {
      help: '也可以用你自己的文本：至少 2,000 个字符，编码为 UTF-8。选择 .txt 文件，或把它拖到这里。文本只留在这个浏览器里，不进入链接。',
      file: '选择文件…',
      paste: '或者粘贴文本',
      placeholder: '一个故事、几首诗、一段程序……',
      use: '使用这段文本',
      remove: '移除我的文本',
      read: (characters, distinct, replaced) =>
        `正在使用 ${count(characters)} 个字符，其中不同的有 ${count(distinct)} 个。${
          replaced === 0
            ? ''
            : `有 ${count(replaced)} 个字符太少见，或只出现在末尾的验证部分，按“�”处理。`
        }`,
    },
    pictures: {
      help: '二到十个类别，每类至少五张图片。把文件拖到某个类别上，或拖入一个文件夹，其中每个子文件夹是一类。图片在这里缩成 32×32，只留在这个浏览器里，不进入链接。',
      newClass: (number) => `类别 ${number}`,
      nameOf: (number) => `第 ${number} 类的名称`,
      addClass: '添加类别',
      removeClass: (name) => `移除类别“${name}”`,
      pictures: (n) => `${count(n)} 张图片`,
      files: '文件…',
      filesFor: (name) => `“${name}”的图片文件`,
      folder: '文件夹…',
      folderHelp: '一个文件夹，其中每个子文件夹是一类图片',
      camera: '摄像头',
      cameraFor: (name) => `用摄像头拍“${name}”`,
      cameraPicture: '摄像头画面',
      takePicture: '拍照',
      closeCamera: '关闭',
      cameraName: (number) => `摄像头照片 ${number}`,
      removePicture: (name) => `移除“${name}”`,
      showAll: '显示全部',
      use: '用这些图片训练',
      removeAll: '移除我的全部图片',
      removed: (name) => `已移除“${name}”。`,
      removedAll: '你的图片已全部移除。',
      undo: '撤回',
      reading: (done, total) => `正在读取第 ${count(done)} 张，共 ${count(total)} 张……`,
      added: (n) => `已添加 ${count(n)} 张图片。`,
      known: (names) => `已经有了：${names}。`,
      inUse: (pictures, classes) => `正在使用 ${classes} 个类别的 ${count(pictures)} 张图片。`,
      fileProblem: (name, problem) => `“${name}”：${problem}`,
      more: (n) => `以及另外 ${count(n)} 个`,
      tooMany: (n, most) => `这样就有 ${count(n)} 张图片了；总共最多可用 ${count(most)} 张。`,
      tooManyClasses: (n, most) => `这样就有 ${n} 个类别了；这里最多分辨 ${most} 个。`,
      noPictures: '里面没有图片。',
      whichClass: '请把文件拖到某个类别上。',
      cameraProblem: {
        absent: '没有找到摄像头，可以改选图片文件。',
        notAllowed: '浏览器不允许本页使用摄像头。请在地址栏里允许，或改选图片文件。',
        busy: '摄像头现在不能用，也许正被别的程序占用。',
      },
    },
  },
};
